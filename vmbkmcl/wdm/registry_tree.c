// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_tree.c - the keys of the registry, in memory.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/time.h>
#include <vmbkmcl/nt/unicode.h>

#include "../nt/nt.h"
#include "registry_tree.h"
#include "wdm.h"

DEFINE_MUTEX(registry_mutex);

void vmbkmcl_key_get(struct registry_key *key)
{
	kref_get(&key->ref);
}

static void key_release(struct kref *ref)
{
	struct registry_key *key = container_of(ref, struct registry_key, ref);

	kfree(key->name.Buffer);
	kfree(key->class.Buffer);
	kfree(key);
}

void vmbkmcl_key_put(struct registry_key *key)
{
	kref_put(&key->ref, key_release);
}

static struct registry_key *key_make(PCUNICODE_STRING name, PCUNICODE_STRING class)
{
	struct registry_key *key = kzalloc(sizeof(*key), GFP_KERNEL);

	if (!key)
		return NULL;
	kref_init(&key->ref);
	INIT_LIST_HEAD(&key->link);
	INIT_LIST_HEAD(&key->children);
	INIT_LIST_HEAD(&key->values);
	KeQuerySystemTime(&key->written);
	if (vmbkmcl_string_copy(&key->name, name) && vmbkmcl_string_copy(&key->class, class))
		return key;
	vmbkmcl_key_put(key);
	return NULL;
}

static size_t key_bytes(const struct registry_key *key)
{
	return sizeof(*key) + key->name.Length + key->class.Length;
}

/* What is below it is gone already. */
static void key_drop(struct registry_key *key)
{
	struct registry_value *value, *next;
	struct registry_hive *hive = key->hive;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry_safe(value, next, &key->values, link) {
		list_del(&value->link);
		hive->bytes -= sizeof(*value) + value->name.Length + value->size;
		kvfree(value);
	}
	list_del(&key->link);
	hive->keys--;
	hive->bytes -= key_bytes(key);
	key->hive = NULL;
	key->parent = NULL;
	vmbkmcl_key_put(key);
}

/* The last part of a path. */
static UNICODE_STRING path_last(PCUNICODE_STRING path)
{
	UNICODE_STRING name = *path;
	size_t chars = path->Length / sizeof(WCHAR);

	while (chars && path->Buffer[chars - 1] != '\\')
		chars--;
	name.Buffer += chars;
	name.Length -= chars * sizeof(WCHAR);
	return name;
}

struct registry_hive *vmbkmcl_hive_alloc(const char *path, PDRIVER_OBJECT driver,
					 const void *owner)
{
	struct registry_hive *hive = kzalloc(sizeof(*hive), GFP_KERNEL);
	UNICODE_STRING name;
	ANSI_STRING ansi;

	if (!hive)
		return NULL;
	INIT_LIST_HEAD(&hive->link);
	hive->driver = driver;
	hive->owner = owner;
	RtlInitAnsiString(&ansi, path);
	if (!NT_SUCCESS(RtlAnsiStringToUnicodeString(&hive->path, &ansi, TRUE)))
		goto no_path;
	name = path_last(&hive->path);
	hive->root = key_make(&name, NULL);
	if (!hive->root)
		goto no_root;
	hive->root->hive = hive;
	hive->root->fixed = true;
	hive->keys = 1;
	hive->bytes = key_bytes(hive->root);
	return hive;

no_root:
	RtlFreeUnicodeString(&hive->path);
no_path:
	kfree(hive);
	return NULL;
}

void vmbkmcl_hive_free(struct registry_hive *hive)
{
	struct registry_key *key;
	bool last;

	lockdep_assert_held(&registry_mutex);
	do {
		key = hive->root;
		while (!list_empty(&key->children))
			key = list_first_entry(&key->children, struct registry_key, link);
		last = key == hive->root;
		key_drop(key);
	} while (!last);
	RtlFreeUnicodeString(&hive->path);
	kfree(hive);
}

static NTSTATUS hive_add_key(struct registry_key *parent, PCUNICODE_STRING name,
			     PCUNICODE_STRING class, struct registry_key **created)
{
	struct registry_hive *hive = parent->hive;
	struct registry_key *key;

	if (name->Length > VMBKMCL_KEY_NAME_MAX)
		return STATUS_OBJECT_NAME_INVALID;
	key = key_make(name, class);
	if (!key)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (parent->depth == VMBKMCL_HIVE_DEPTH_MAX || hive->keys == VMBKMCL_HIVE_KEYS_MAX ||
	    key_bytes(key) > VMBKMCL_HIVE_BYTES_MAX - hive->bytes) {
		pr_warn_once("a driver's keys in the registry are too many or too deep\n");
		vmbkmcl_key_put(key);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	key->hive = hive;
	key->parent = parent;
	key->depth = parent->depth + 1;
	hive->keys++;
	hive->bytes += key_bytes(key);
	list_add_tail(&key->link, &parent->children);
	KeQuerySystemTime(&parent->written);
	*created = key;
	return STATUS_SUCCESS;
}

/* Take the next name off @path; false: there is none. */
static bool path_next(PUNICODE_STRING path, PUNICODE_STRING name)
{
	size_t chars = 0;

	while (path->Length && path->Buffer[0] == '\\') {
		path->Buffer++;
		path->Length -= sizeof(WCHAR);
	}
	*name = *path;
	while (chars < path->Length / sizeof(WCHAR) && path->Buffer[chars] != '\\')
		chars++;
	name->Length = chars * sizeof(WCHAR);
	path->Buffer += chars;
	path->Length -= name->Length;
	return chars;
}

static struct registry_key *key_child(const struct registry_key *key, PCUNICODE_STRING name)
{
	struct registry_key *child;

	list_for_each_entry(child, &key->children, link) {
		if (RtlEqualUnicodeString(&child->name, name, TRUE))
			return child;
	}
	return NULL;
}

NTSTATUS vmbkmcl_key_find(struct registry_key *from, PCUNICODE_STRING path,
			  struct registry_new *new, struct registry_key **key)
{
	struct registry_key *above = from, *below;
	UNICODE_STRING rest = *path, name, next;
	bool more;

	lockdep_assert_held(&registry_mutex);
	rest.Length = ALIGN_DOWN(rest.Length, sizeof(WCHAR));
	more = path_next(&rest, &name);
	while (more) {
		more = path_next(&rest, &next);
		below = key_child(above, &name);
		if (!below && new && !more) {
			new->created = true;
			return hive_add_key(above, &name, new->class, key);
		}
		if (!below)
			return STATUS_OBJECT_NAME_NOT_FOUND;
		above = below;
		name = next;
	}
	*key = above;
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_key_add_fixed(struct registry_key *parent, PCUNICODE_STRING name,
			       struct registry_key **key)
{
	NTSTATUS status;

	lockdep_assert_held(&registry_mutex);
	status = hive_add_key(parent, name, NULL, key);
	if (NT_SUCCESS(status))
		(*key)->fixed = true;
	return status;
}

NTSTATUS vmbkmcl_key_delete(struct registry_key *key)
{
	lockdep_assert_held(&registry_mutex);
	if (key->fixed || !list_empty(&key->children))
		return STATUS_CANNOT_DELETE;
	KeQuerySystemTime(&key->parent->written);
	key_drop(key);
	return STATUS_SUCCESS;
}

struct registry_key *vmbkmcl_key_at(const struct registry_key *key, ULONG index)
{
	struct registry_key *child;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry(child, &key->children, link) {
		if (!index--)
			return child;
	}
	return NULL;
}

size_t vmbkmcl_key_path_bytes(const struct registry_key *key)
{
	size_t bytes = key->hive->path.Length;

	lockdep_assert_held(&registry_mutex);
	for (; key->parent; key = key->parent)
		bytes += sizeof(WCHAR) + key->name.Length;
	return bytes;
}

void vmbkmcl_key_path(const struct registry_key *key, PWCHAR to)
{
	PWCHAR end = to + vmbkmcl_key_path_bytes(key) / sizeof(WCHAR);

	memcpy(to, key->hive->path.Buffer, key->hive->path.Length);
	for (; key->parent; key = key->parent) {
		end -= key->name.Length / sizeof(WCHAR);
		memcpy(end, key->name.Buffer, key->name.Length);
		*--end = '\\';
	}
}
