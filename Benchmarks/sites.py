"""The trees that are sent: made, copied, changed, compared. Always the same ones, from a seed."""
import os
import pathlib
import random
import shutil
import time

# What programs leave beside the files for themselves.
OWN_FILES = {".deploy", ".pyftpsync-meta.json", ".pyftpsync-lock.json"}
AN_HOUR = 3600


def make_small(folder, count):
    """`count` files of 1 to 8 KB in 40 folders, an hour old."""
    source, hour_ago = random.Random(1), time.time() - AN_HOUR
    for index in range(count):
        path = folder / f"folder{index % 40}" / f"page{index}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.randbytes(source.randint(1000, 8000)))
        os.utime(path, (hour_ago, hour_ago))


def make_large(folder, megabytes):
    """One file, an hour old, that cannot be compressed."""
    folder.mkdir(parents=True)
    hour_ago = time.time() - AN_HOUR
    with open(folder / "large.bin", "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))
    os.utime(folder / "large.bin", (hour_ago, hour_ago))


def copy(source, target):
    """The same content and times."""
    shutil.copytree(source, target, dirs_exist_ok=True)


def link(source, target):
    """The same files under a second name: for large ones, which nobody changes."""
    shutil.copytree(source, target, copy_function=os.link, dirs_exist_ok=True)


def clone(source, target):
    """What git makes of it: the same content, with the time of now, and nothing that a program left there."""
    shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(*OWN_FILES))


def change(folder, share, seed, among=slice(None)):
    """Gives new content to that share of the files: one at least, of those that `among` takes of all in order."""
    source = random.Random(seed)
    paths = [path for path, is_file in sorted(entries(folder).items()) if is_file]
    for path in source.sample(paths[among], max(1, round(len(paths) * share))):
        (folder / path).write_bytes(source.randbytes(source.randint(1000, 8000)))


def entries(folder):
    """Every relative path below `folder`, and whether it is a file."""
    found = {}
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in OWN_FILES]
        for name in folders + files:
            if name not in OWN_FILES:
                found[os.path.relpath(os.path.join(where, name), folder)] = name in files
    return found


def difference(one, other):
    """The first difference between two trees in names or bytes, or None."""
    here, there = entries(one), entries(other)
    for path in sorted(here.keys() | there.keys()):
        if here.get(path) != there.get(path):
            return f"{path} is {'missing' if path not in there else 'too much' if path not in here else 'of another kind'}"
        if here[path] and not same_bytes(pathlib.Path(one, path), pathlib.Path(other, path)):
            return f"{path} has other bytes"
    return None


def same_bytes(one, other):
    if one.stat().st_size != other.stat().st_size:
        return False
    with open(one, "rb") as left, open(other, "rb") as right:
        while block := left.read(1 << 20):
            if block != right.read(1 << 20):
                return False
    return True


def seconds_of_writing(folder, started):
    """From the end of the first file written to the end of the last one; None if they do not have the times of that."""
    times = [os.stat(folder / path).st_mtime for path, is_file in entries(folder).items() if is_file]
    return max(times) - min(times) if min(times) >= started - 1 else None
