/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry_tree.h - keys and values in memory. registry_mutex protects all of it, and
 * every function has to be called with it, unless it says otherwise.
 */
#ifndef VMBKMCL_WDM_REGISTRY_TREE_H
#define VMBKMCL_WDM_REGISTRY_TREE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sizes.h>

#include <vmbkmcl/nt/driver.h>

struct vmbkmcl_registry_value;

/* What a hive may have: keys, levels below its root, bytes of all that it keeps. */
#define VMBKMCL_HIVE_KEYS_MAX	1024
#define VMBKMCL_HIVE_DEPTH_MAX	32
#define VMBKMCL_HIVE_BYTES_MAX	SZ_1M
/* As on Windows. */
#define VMBKMCL_KEY_NAME_MAX	(255 * sizeof(WCHAR))

extern struct mutex registry_mutex;

/**
 * struct registry_hive - a tree of keys that go together
 * @link: on the list of all hives
 * @path: of its root
 * @root: its root
 * @driver: goes with it, and whose parameters are in it; or NULL
 * @owner: what else it goes with, and is told from others by; compared only
 * @keys: how many
 * @bytes: memory of the keys and values
 */
struct registry_hive {
	struct list_head link;
	UNICODE_STRING path;
	struct registry_key *root;
	PDRIVER_OBJECT driver;
	const void *owner;
	unsigned int keys;
	size_t bytes;
};

/**
 * struct registry_key - a key
 * @ref: the tree's, and one for each handle and user
 * @hive: where it is; NULL: it has been deleted
 * @parent: the key above; NULL of a root, and when it has been deleted
 * @link: on @parent's @children
 * @children: the keys below
 * @values: of type struct registry_value
 * @depth: levels below the root
 * @fixed: it cannot be deleted
 * @written: when it or a value was changed last
 * @name: the last part of its path
 * @class: what its creator said; empty without
 */
struct registry_key {
	struct kref ref;
	struct registry_hive *hive;
	struct registry_key *parent;
	struct list_head link;
	struct list_head children;
	struct list_head values;
	unsigned int depth;
	bool fixed;
	LARGE_INTEGER written;
	UNICODE_STRING name;
	UNICODE_STRING class;
};

/**
 * struct registry_value - a value of a key
 * @link: on the key's @values
 * @name: its name; empty: the key's unnamed one
 * @parameter: the driver's parameter whose number it is, or NULL
 * @type: REG_*
 * @size: bytes of @data
 * @data: unused of a @parameter
 */
struct registry_value {
	struct list_head link;
	UNICODE_STRING name;
	const struct vmbkmcl_registry_value *parameter;
	ULONG type;
	ULONG size;
	u8 data[] __aligned(8);
};

/**
 * struct registry_new - a key that is to be made if it is not there
 * @class: its class, or NULL
 * @created: set when it was made
 */
struct registry_new {
	PCUNICODE_STRING class;
	bool created;
};

/**
 * struct registry_read - a copy of a value
 * @name: its name, with a terminator
 * @type: REG_*
 * @data: what it has; two zeros of text follow
 * @size: bytes of @data
 * @memory: to be kvfree()d; NULL: there is no such value
 */
struct registry_read {
	PWSTR name;
	ULONG type;
	PVOID data;
	ULONG size;
	void *memory;
};

/* A hive with a root, on no list yet; NULL without memory. Needs no lock. */
struct registry_hive *vmbkmcl_hive_alloc(const char *path, PDRIVER_OBJECT driver,
					 const void *owner);
/* Delete its keys, and free it; it is on no list. */
void vmbkmcl_hive_free(struct registry_hive *hive);

/* Need no lock. */
void vmbkmcl_key_get(struct registry_key *key);
void vmbkmcl_key_put(struct registry_key *key);
/*
 * The key at @path below @from, no reference. The last one of the path is made if
 * @new is given and it is not there.
 */
NTSTATUS vmbkmcl_key_find(struct registry_key *from, PCUNICODE_STRING path,
			  struct registry_new *new, struct registry_key **key);
/* A key that stays, such as Parameters. */
NTSTATUS vmbkmcl_key_add_fixed(struct registry_key *parent, PCUNICODE_STRING name,
			       struct registry_key **key);
/* STATUS_CANNOT_DELETE when it is fixed or has keys below. */
NTSTATUS vmbkmcl_key_delete(struct registry_key *key);
/* The one at that place, or NULL. */
struct registry_key *vmbkmcl_key_at(const struct registry_key *key, ULONG index);
/* Bytes of its whole path, and the path itself, which @to has room for. */
size_t vmbkmcl_key_path_bytes(const struct registry_key *key);
void vmbkmcl_key_path(const struct registry_key *key, PWCHAR to);

struct registry_value *vmbkmcl_value_find(const struct registry_key *key,
					  PCUNICODE_STRING name);
struct registry_value *vmbkmcl_value_at(const struct registry_key *key, ULONG index);
/* Its data; a parameter's in @number. */
const void *vmbkmcl_value_data(const struct registry_value *value, ULONG *number);
NTSTATUS vmbkmcl_value_read(const struct registry_value *value, struct registry_read *out);
NTSTATUS vmbkmcl_value_set(struct registry_key *key, PCUNICODE_STRING name, ULONG type,
			   const void *data, ULONG size);
NTSTATUS vmbkmcl_value_delete(struct registry_key *key, PCUNICODE_STRING name);
/* A driver's parameters become values of a key. */
NTSTATUS vmbkmcl_value_add_parameters(struct registry_key *key, PDRIVER_OBJECT driver);

#endif
