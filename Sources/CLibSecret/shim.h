/* The few types and functions of libsecret and GLib that are used, for a library that is loaded with dlopen: nothing of it is
   needed to build or to start the program. Only non-variadic functions. */
#include <stddef.h>
#include <stdint.h>

typedef struct DeployGError {
  uint32_t domain;
  int code;
  char *message;
} DeployGError;

typedef struct DeployGList {
  void *data;
  struct DeployGList *next;
  struct DeployGList *previous;
} DeployGList;

/* SecretSchema (libsecret/secret-schema.h). */
typedef struct DeploySecretSchema {
  const char *name;
  int flags;
  struct {
    const char *name;
    int type;
  } attributes[32];
  int reserved;
  void *reserved_pointers[7];
} DeploySecretSchema;

static const int deploy_schema_none = 0;
static const int deploy_schema_any_name = 2; /* SECRET_SCHEMA_DONT_MATCH_NAME */
static const int deploy_search_all = 2;      /* SECRET_SEARCH_ALL */

typedef void *(*DeploySecretServiceGet)(int flags, void *cancellable, DeployGError **error);
typedef DeployGList *(*DeploySecretServiceSearch)(void *service, const DeploySecretSchema *schema, void *attributes,
                                                  int flags, void *cancellable, DeployGError **error);
typedef int (*DeploySecretServiceUnlock)(void *service, DeployGList *objects, void *cancellable, DeployGList **unlocked,
                                         DeployGError **error);
typedef int (*DeploySecretItemGetLocked)(void *item);
typedef int (*DeploySecretItemLoadSecret)(void *item, void *cancellable, DeployGError **error);
typedef void *(*DeploySecretItemGetSecret)(void *item);
typedef int (*DeploySecretItemDelete)(void *item, void *cancellable, DeployGError **error);
typedef const char *(*DeploySecretValueGet)(void *value, size_t *length);
typedef void (*DeploySecretValueUnref)(void *value);
typedef int (*DeploySecretPasswordStore)(const DeploySecretSchema *schema, void *attributes, const char *collection,
                                         const char *label, const char *password, void *cancellable,
                                         DeployGError **error);

typedef unsigned (*DeployGHash)(const void *key);
typedef int (*DeployGEqual)(const void *left, const void *right);
typedef void *(*DeployGHashTableNew)(DeployGHash hash, DeployGEqual equal);
typedef int (*DeployGHashTableInsert)(void *table, void *key, void *value);
typedef void *(*DeployGMake)(void);
typedef void (*DeployGTake)(void *object);
typedef void (*DeployGErrorFree)(DeployGError *error);
typedef void (*DeployGListFree)(DeployGList *list);
typedef DeployGList *(*DeployGListPrepend)(DeployGList *list, void *data);

/* A schema with the three attributes that Python's keyring gives an item. */
static inline DeploySecretSchema deploy_schema(int flags) {
  DeploySecretSchema schema = {0};
  schema.name = "org.freedesktop.Secret.Generic";
  schema.flags = flags;
  schema.attributes[0].name = "service";
  schema.attributes[1].name = "username";
  schema.attributes[2].name = "application";
  return schema;
}
