import DeployCommands
import Glibc
import LocalFiles

RunningProcess.occupyStandardStreams()
// A reader of the output that goes away must not kill a deployment in its middle.
signal(SIGPIPE, SIG_IGN)
exit(await DeployCommand.main(Array(CommandLine.arguments.dropFirst()), in: .process))
