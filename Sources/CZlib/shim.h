#include <zlib.h>

/* zlib's init functions are macros; 15 + 16 asks for the gzip wrapper. */
static inline int deploy_deflate_init_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int deploy_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
