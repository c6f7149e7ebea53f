#!/usr/bin/env python3
"""Stores a tree by FTP on one connection, as fast as the protocol allows and with nothing besides: the floor.

    bare.py [--tls CA.pem] [--ahead] LOCAL HOST REMOTE     the folder LOCAL becomes REMOTE, which is there
    bare.py --wait HOST                                    waits for a server; prints what a connection takes, in ms

Per file: EPSV; STOR together with the data connection's SYN; the bytes; 226. With --ahead the next EPSV goes out with the
STOR, so that its reply comes with the 226 of the running transfer: two round trips per file, and one more for the
handshake of a TLS data connection that resumes the session of the control connection. Bytes of large files go by sendfile,
or in pieces of 1 MB to SSL_write. What it tells at the end is one line of JSON.
"""
import argparse
import json
import os
import select
import socket
import ssl
import statistics
import sys
import time

USER, PASSWORD, PORT = "tester", "secret", 21
SMALL, PIECE = 1 << 16, 1 << 20
PATIENCE = 60


class Control:
    """The control connection."""

    def __init__(self, host, authority):
        self.host, self.buffer = host, b""
        self.socket = socket.create_connection((host, PORT), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.context = None
        self.expect("220")
        if authority:
            self.context = ssl.create_default_context(cafile=authority)
            # Pure-FTPd and vsftpd know this group only: guessed wrong, each handshake takes another round trip.
            self.context.set_ecdh_curve("prime256v1")
            self.ask("AUTH TLS", "234")
            self.socket = self.context.wrap_socket(self.socket, server_hostname=host)
        self.ask(f"USER {USER}", "331")
        self.ask(f"PASS {PASSWORD}", "230")
        self.ask("TYPE I", "200")
        if authority:
            self.ask("PBSZ 0", "200")
            self.ask("PROT P", "200")

    def send(self, *commands):
        self.socket.sendall("".join(f"{command}\r\n" for command in commands).encode())

    def line(self):
        while b"\n" not in self.buffer:
            more = self.socket.recv(1 << 16)
            if not more:
                sys.exit("the server has left")
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode(errors="replace").strip()

    def reply(self):
        line = self.line()
        if line[3:4] == "-":
            code = line[:3]
            while not line.startswith(f"{code} "):
                line = self.line()
        return line

    def expect(self, *codes):
        reply = self.reply()
        if not reply.startswith(codes):
            sys.exit(f"not {' or '.join(codes)}: {reply}")
        return reply

    def ask(self, command, *codes):
        self.send(command)
        return self.expect(*codes)

    @staticmethod
    def port(reply):
        return int(reply.split("|||", 1)[1].split("|", 1)[0])


class Data:
    """A data connection; making it sends its SYN."""

    def __init__(self, control, port):
        self.control, self.resumed, self.cipher = control, False, None
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        try:
            self.socket.connect((control.host, port))
        except BlockingIOError:
            pass

    def open(self):
        """Waits for the connection, and for TLS on it."""
        if not select.select([], [self.socket], [], PATIENCE)[1]:
            sys.exit("no data connection")
        if error := self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            sys.exit(f"no data connection: {os.strerror(error)}")
        self.socket.settimeout(PATIENCE)
        if self.control.context:
            # The newest ticket that the control connection has had.
            self.socket = self.control.context.wrap_socket(self.socket, server_hostname=self.control.host,
                                                           session=self.control.socket.session)
            self.resumed, self.cipher = self.socket.session_reused, self.socket.cipher()[0]

    def send(self, path, size):
        with open(path, "rb", buffering=0) as file:
            if size <= SMALL:
                self.socket.sendall(file.read())
            elif self.cipher:
                piece = memoryview(bytearray(PIECE))
                while length := file.readinto(piece):
                    self.socket.sendall(piece[:length])
            else:
                self.socket.sendfile(file)

    def finish(self):
        """Says that this was all, and does not wait for an answer: it comes with the 226."""
        if self.cipher:
            self.socket.setblocking(False)
            try:
                self.socket.unwrap()
            except ssl.SSLWantReadError:
                pass
            except (OSError, ssl.SSLError) as error:
                print(f"close_notify: {error}", file=sys.stderr)
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()


def store(control, local, files, remote, ahead):
    """Stores all of them; says how many data connections resumed the session, and the cipher of the last one."""
    resumed, cipher = 0, None
    port = control.port(control.ask("EPSV", "229"))
    for index, (path, size) in enumerate(files):
        more = index + 1 < len(files)
        data = Data(control, port)
        control.send(f"STOR /{remote}/{path}", *(["EPSV"] if ahead and more else []))
        data.open()
        data.send(os.path.join(local, path), size)
        data.finish()
        control.expect("150", "125")
        control.expect("226")
        if more:
            port = control.port(control.expect("229") if ahead else control.ask("EPSV", "229"))
        resumed, cipher = resumed + data.resumed, data.cipher
        data.close()
    return resumed, cipher


def tree(local):
    folders, files = [], []
    for where, names, own in os.walk(local):
        where = os.path.relpath(where, local)
        folders += [os.path.normpath(os.path.join(where, name)) for name in sorted(names)]
        for name in sorted(own):
            path = os.path.normpath(os.path.join(where, name))
            files.append((path, os.path.getsize(os.path.join(local, path))))
    return folders, files


def upload(options):
    folders, files = tree(options.local)
    start = time.perf_counter()
    control = Control(options.host, options.tls)
    for folder in folders:
        control.ask(f"MKD /{options.remote}/{folder}", "257")
    resumed, cipher = store(control, options.local, files, options.remote, options.ahead)
    control.ask("QUIT", "221")
    print(json.dumps({"seconds": time.perf_counter() - start, "resumed": resumed, "cipher": cipher}))


def wait(host):
    """Until the server greets; then the median time of five connections."""
    until, taken = time.monotonic() + 20, []
    while len(taken) < 5:
        try:
            start = time.perf_counter()
            with socket.create_connection((host, PORT), 5) as connection:
                seconds = time.perf_counter() - start
                if connection.recv(100).startswith(b"220"):
                    taken.append(seconds)
        except OSError:
            pass
        if time.monotonic() > until:
            sys.exit("no server")
        time.sleep(0.02)
    print(round(statistics.median(taken) * 1000, 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wait", metavar="HOST")
    parser.add_argument("--tls", metavar="CA.pem")
    parser.add_argument("--ahead", action="store_true")
    parser.add_argument("local", nargs="?")
    parser.add_argument("host", nargs="?")
    parser.add_argument("remote", nargs="?")
    options = parser.parse_args()
    if options.wait:
        wait(options.wait)
    elif options.remote:
        upload(options)
    else:
        parser.error("LOCAL, HOST and REMOTE are needed")


main()
