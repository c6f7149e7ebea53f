/* System calls that the C library does not wrap, or only as variadic functions that Swift cannot call. */
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

/* O_PATH stands behind _GNU_SOURCE, which the C library's Swift module is built without. */
static const int deploy_o_path = 010000000;

/* When the file behind `fd` was made, in nanoseconds since the epoch (statx(2)); 0 where the file system does not tell. */
static inline uint64_t deploy_birth_time(int fd) {
  struct statx status = {0};
  if (syscall(SYS_statx, fd, "", 0x1000 /* AT_EMPTY_PATH */, STATX_BTIME, &status) != 0) return 0;
  if (!(status.stx_mask & STATX_BTIME)) return 0;
  return (uint64_t)status.stx_btime.tv_sec * 1000000000u + status.stx_btime.tv_nsec;
}

/* openat2(2) with RESOLVE_BENEATH: no component, "..", absolute or symbolic link may leave the folder `dir`. */
static inline int deploy_open_beneath(int dir, const char *path, int flags, uint32_t mode) {
  struct open_how how = {0};
  how.flags = (uint64_t)(unsigned)flags;
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
}

/* Width of the terminal behind `fd` in columns, 0 where it is none. */
static inline int deploy_terminal_columns(int fd) {
  struct winsize size = {0};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* No core dump of this process, and nobody of the same user who looks into its memory (PR_SET_DUMPABLE). */
static inline int deploy_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
