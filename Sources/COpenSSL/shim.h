/* What of OpenSSL is a macro or needs its typed stacks, as functions that Swift can call. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* TLS 1.2 is the oldest version spoken; certificates are looked at once, so nothing is negotiated anew. */
static inline void deploy_ssl_versions(SSL_CTX *context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
}

/* P-256 first: vsftpd and Pure-FTPd know no other group, and a second round trip would be needed to find that out. */
static inline void deploy_ssl_groups(SSL_CTX *context) { SSL_CTX_set1_groups_list(context, "P-256:X25519:P-384:P-521"); }

/* Sessions are kept by this program, not by the context; writes may be taken up with another buffer. */
static inline void deploy_ssl_client_modes(SSL_CTX *context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static inline void deploy_ssl_server_modes(SSL_CTX *context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

/* Gives `context` the certificates that the one of `original` was signed with. */
static inline void deploy_ssl_copy_chain(SSL_CTX *context, SSL_CTX *original) {
  STACK_OF(X509) *chain = NULL;
  if (SSL_CTX_get0_chain_certs(original, &chain) == 1 && chain != NULL) SSL_CTX_set1_chain(context, chain);
}

static inline int deploy_ssl_server_name(SSL *ssl, const char *name) {
  return (int)SSL_set_tlsext_host_name(ssl, name);
}

/* What a refusal was about: the server's certificate, and the one of its chain at which the verification failed. */
typedef struct {
  X509 *leaf;
  X509 *culprit;
} deploy_refusal;

/* Keeps the certificates that are being looked at, so that a refusal can tell what it was about. */
static inline void deploy_keep_certificate(X509_STORE_CTX *store) {
  SSL *ssl = (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  X509 *leaf = X509_STORE_CTX_get0_cert(store);
  X509 *culprit = X509_STORE_CTX_get_current_cert(store);
  if (ssl == NULL || leaf == NULL || SSL_get_app_data(ssl) != NULL) return;
  deploy_refusal *refusal = (deploy_refusal *)OPENSSL_malloc(sizeof *refusal);
  if (refusal == NULL) return;
  refusal->leaf = leaf;
  refusal->culprit = culprit == NULL ? leaf : culprit;
  X509_up_ref(refusal->leaf);
  X509_up_ref(refusal->culprit);
  SSL_set_app_data(ssl, refusal);
}

static inline int deploy_verify_chain(int is_good, X509_STORE_CTX *store) {
  if (!is_good) deploy_keep_certificate(store);
  return is_good;
}

/* Compares the SHA-256 digests of the certificate and of its public key with the 32 bytes at `pin`. */
static inline int deploy_verify_pin(X509_STORE_CTX *store, void *pin) {
  X509 *leaf = X509_STORE_CTX_get0_cert(store);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  int is_pinned = leaf != NULL && X509_digest(leaf, EVP_sha256(), digest, &length) == 1
                  && memcmp(digest, pin, 32) == 0;
  if (leaf != NULL && !is_pinned) {
    unsigned char *der = NULL;
    int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
    is_pinned = size > 0 && EVP_Digest(der, (size_t)size, digest, &length, EVP_sha256(), NULL) == 1
                && memcmp(digest, pin, 32) == 0;
    OPENSSL_free(der);
  }
  if (is_pinned) return 1;
  deploy_keep_certificate(store);
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

/* A server is refused within the handshake, before it learns anything of this side. */
static inline void deploy_ssl_verify_chain(SSL_CTX *context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, deploy_verify_chain);
}

static inline void deploy_ssl_verify_pin(SSL_CTX *context, void *pin) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_cert_verify_callback(context, deploy_verify_pin, pin);
}

/* The certificate that was refused, or the one of the session; to be freed. */
static inline X509 *deploy_ssl_certificate(SSL *ssl) {
  deploy_refusal *refusal = (deploy_refusal *)SSL_get_app_data(ssl);
  if (refusal == NULL) return SSL_get1_peer_certificate(ssl);
  X509_up_ref(refusal->leaf);
  return refusal->leaf;
}

/* The certificate at which the verification failed, where that is not the server's own; NULL or to be freed. */
static inline X509 *deploy_ssl_culprit(SSL *ssl) {
  deploy_refusal *refusal = (deploy_refusal *)SSL_get_app_data(ssl);
  if (refusal == NULL || refusal->culprit == refusal->leaf) return NULL;
  X509_up_ref(refusal->culprit);
  return refusal->culprit;
}

static inline void deploy_ssl_free(SSL *ssl) {
  deploy_refusal *refusal = (deploy_refusal *)SSL_get_app_data(ssl);
  if (refusal != NULL) {
    X509_free(refusal->leaf);
    X509_free(refusal->culprit);
    OPENSSL_free(refusal);
  }
  SSL_free(ssl);
}

static inline const char *deploy_ssl_cipher(const SSL *ssl) { return SSL_get_cipher_name(ssl); }

/* Seconds since the epoch, UTC; 0 where the time cannot be read. */
static inline int64_t deploy_asn1_seconds(const ASN1_TIME *asn1) {
  struct tm parts;
  if (asn1 == NULL || ASN1_TIME_to_tm(asn1, &parts) != 1) return 0;
  return (int64_t)timegm(&parts);
}

/* Writes the names (DNS and IP) that a certificate is for into `text`, separated by ", ", as far as they fit. */
static inline void deploy_x509_names(X509 *certificate, char *text, size_t size) {
  text[0] = 0;
  size_t length = 0;
  GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    char address[INET6_ADDRSTRLEN] = "";
    const char *shown = NULL;
    int count = 0;
    if (name->type == GEN_DNS) {
      shown = (const char *)ASN1_STRING_get0_data(name->d.dNSName);
      count = ASN1_STRING_length(name->d.dNSName);
    } else if (name->type == GEN_IPADD) {
      int octets = ASN1_STRING_length(name->d.iPAddress);
      if (octets != 4 && octets != 16) continue;
      int family = octets == 16 ? AF_INET6 : AF_INET;
      shown = inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), address, sizeof address);
      count = shown ? (int)strlen(shown) : 0;
    }
    if (shown == NULL || length + (size_t)count + 3 > size) continue;
    int added = snprintf(text + length, size - length, "%s%.*s", length ? ", " : "", count, shown);
    if (added > 0) length += (size_t)added;
  }
  GENERAL_NAMES_free(names);
}

/* The DER form of the certificate's public key (SubjectPublicKeyInfo); to be freed with deploy_free. */
static inline int deploy_x509_public_key(X509 *certificate, unsigned char **der) {
  *der = NULL;
  return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), der);
}

/* A distinguished name in one line, such as `CN = ftp.example.com`. */
static inline void deploy_x509_name_line(BIO *memory, const X509_NAME *name) {
  X509_NAME_print_ex(memory, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
}

static inline void deploy_free(void *pointer) { OPENSSL_free(pointer); }
