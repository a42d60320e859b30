// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_key.c - opening, making, deleting and looking at keys.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "registry.h"
#include "registry_copy.h"

/* The key that @attributes name. */
static NTSTATUS key_of(POBJECT_ATTRIBUTES attributes, struct registry_new *new,
		       struct registry_key **key)
{
	const UNICODE_STRING none = { 0 };
	PCUNICODE_STRING name = attributes->ObjectName ? attributes->ObjectName : &none;
	struct registry_key *root;
	NTSTATUS status;

	if (!attributes->RootDirectory)
		return vmbkmcl_registry_find(name, new, key);
	status = vmbkmcl_registry_of_handle(attributes->RootDirectory, &root);
	if (!NT_SUCCESS(status))
		return status;
	if (name->Length && name->Buffer[0] == '\\')
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	return vmbkmcl_key_find(root, name, new, key);
}

static NTSTATUS key_open(POBJECT_ATTRIBUTES attributes, struct registry_new *new,
			 PHANDLE handle)
{
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = key_of(attributes, new, &key);
	if (NT_SUCCESS(status)) {
		status = vmbkmcl_registry_open(key, handle);
		if (!NT_SUCCESS(status) && new && new->created)
			vmbkmcl_key_delete(key);
	}
	mutex_unlock(&registry_mutex);
	return status;
}

NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		   POBJECT_ATTRIBUTES ObjectAttributes)
{
	return key_open(ObjectAttributes, NULL, KeyHandle);
}
VMBKMCL_EXPORT(ZwOpenKey);

NTSTATUS ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions)
{
	/* No key is a link, and no backup needs a privilege. */
	if (OpenOptions & ~(REG_OPTION_OPEN_LINK | REG_OPTION_BACKUP_RESTORE))
		return STATUS_INVALID_PARAMETER_4;
	return key_open(ObjectAttributes, NULL, KeyHandle);
}
VMBKMCL_EXPORT(ZwOpenKeyEx);

NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex,
		     PUNICODE_STRING Class, ULONG CreateOptions, PULONG Disposition)
{
	struct registry_new new = { .class = Class };
	NTSTATUS status;

	if (CreateOptions & REG_OPTION_CREATE_LINK)
		return STATUS_NOT_SUPPORTED;
	if (CreateOptions & ~REG_LEGAL_OPTION)
		return STATUS_INVALID_PARAMETER;
	status = key_open(ObjectAttributes, &new, KeyHandle);
	if (NT_SUCCESS(status) && Disposition)
		*Disposition = new.created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
	return status;
}
VMBKMCL_EXPORT(ZwCreateKey);

NTSTATUS ZwDeleteKey(HANDLE KeyHandle)
{
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_key_delete(key);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwDeleteKey);

NTSTATUS ZwFlushKey(HANDLE KeyHandle)
{
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	mutex_unlock(&registry_mutex);
	if (!NT_SUCCESS(status))
		return status;
	pr_info_once("a driver wants its keys in the registry on a disk; they are in memory alone\n");
	return STATUS_NOT_SUPPORTED;
}
VMBKMCL_EXPORT(ZwFlushKey);

/* What the structures have in common. */
static void full_fill(const struct registry_key *key, PKEY_FULL_INFORMATION full)
{
	const struct registry_key *child;
	const struct registry_value *value;

	full->LastWriteTime = key->written;
	list_for_each_entry(child, &key->children, link) {
		full->SubKeys++;
		full->MaxNameLen = max_t(ULONG, full->MaxNameLen, child->name.Length);
		full->MaxClassLen = max_t(ULONG, full->MaxClassLen, child->class.Length);
	}
	list_for_each_entry(value, &key->values, link) {
		full->Values++;
		full->MaxValueNameLen = max_t(ULONG, full->MaxValueNameLen,
					      value->name.Length);
		full->MaxValueDataLen = max_t(ULONG, full->MaxValueDataLen, value->size);
	}
}

static NTSTATUS key_full(const struct registry_key *key, const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_FULL_INFORMATION, Class);
	ULONG size = fixed + key->class.Length;
	PKEY_FULL_INFORMATION full = kzalloc(max_t(size_t, size, sizeof(*full)), GFP_KERNEL);

	if (!full)
		return STATUS_INSUFFICIENT_RESOURCES;
	full_fill(key, full);
	full->ClassOffset = fixed;
	full->ClassLength = key->class.Length;
	memcpy((u8 *)full + fixed, key->class.Buffer, key->class.Length);
	return vmbkmcl_registry_copy(copy, full, size, fixed);
}

static NTSTATUS key_basic(const struct registry_key *key, const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_BASIC_INFORMATION, Name);
	ULONG size = fixed + key->name.Length;
	PKEY_BASIC_INFORMATION basic = kzalloc(max_t(size_t, size, sizeof(*basic)), GFP_KERNEL);

	if (!basic)
		return STATUS_INSUFFICIENT_RESOURCES;
	basic->LastWriteTime = key->written;
	basic->NameLength = key->name.Length;
	memcpy((u8 *)basic + fixed, key->name.Buffer, key->name.Length);
	return vmbkmcl_registry_copy(copy, basic, size, fixed);
}

static NTSTATUS key_node(const struct registry_key *key, const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_NODE_INFORMATION, Name);
	ULONG size = fixed + key->name.Length + key->class.Length;
	PKEY_NODE_INFORMATION node = kzalloc(max_t(size_t, size, sizeof(*node)), GFP_KERNEL);

	if (!node)
		return STATUS_INSUFFICIENT_RESOURCES;
	node->LastWriteTime = key->written;
	node->ClassOffset = fixed + key->name.Length;
	node->ClassLength = key->class.Length;
	node->NameLength = key->name.Length;
	memcpy((u8 *)node + fixed, key->name.Buffer, key->name.Length);
	memcpy((u8 *)node + node->ClassOffset, key->class.Buffer, key->class.Length);
	return vmbkmcl_registry_copy(copy, node, size, fixed);
}

static NTSTATUS key_path(const struct registry_key *key, const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_NAME_INFORMATION, Name);
	ULONG size = fixed + vmbkmcl_key_path_bytes(key);
	PKEY_NAME_INFORMATION name = kzalloc(size, GFP_KERNEL);

	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	name->NameLength = size - fixed;
	vmbkmcl_key_path(key, (PVOID)((u8 *)name + fixed));
	return vmbkmcl_registry_copy(copy, name, size, fixed);
}

static NTSTATUS key_cached(const struct registry_key *key, const struct registry_copy *copy)
{
	PKEY_CACHED_INFORMATION cached = kzalloc(sizeof(*cached), GFP_KERNEL);
	KEY_FULL_INFORMATION full = { 0 };

	if (!cached)
		return STATUS_INSUFFICIENT_RESOURCES;
	full_fill(key, &full);
	cached->LastWriteTime = full.LastWriteTime;
	cached->SubKeys = full.SubKeys;
	cached->MaxNameLen = full.MaxNameLen;
	cached->Values = full.Values;
	cached->MaxValueNameLen = full.MaxValueNameLen;
	cached->MaxValueDataLen = full.MaxValueDataLen;
	cached->NameLength = key->name.Length;
	return vmbkmcl_registry_copy(copy, cached, sizeof(*cached), sizeof(*cached));
}

static NTSTATUS key_information(const struct registry_key *key, KEY_INFORMATION_CLASS class,
				const struct registry_copy *copy)
{
	switch (class) {
	case KeyBasicInformation:
		return key_basic(key, copy);
	case KeyNodeInformation:
		return key_node(key, copy);
	case KeyFullInformation:
		return key_full(key, copy);
	case KeyNameInformation:
		return key_path(key, copy);
	case KeyCachedInformation:
		return key_cached(key, copy);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

NTSTATUS ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass,
		    PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
	const struct registry_copy copy = { KeyInformation, Length, ResultLength };
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status))
		status = key_information(key, KeyInformationClass, &copy);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwQueryKey);

NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index,
			KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation,
			ULONG Length, PULONG ResultLength)
{
	const struct registry_copy copy = { KeyInformation, Length, ResultLength };
	struct registry_key *key, *child = NULL;
	NTSTATUS status;

	might_sleep();
	if ((unsigned int)KeyInformationClass > KeyFullInformation)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status)) {
		child = vmbkmcl_key_at(key, Index);
		status = child ? key_information(child, KeyInformationClass, &copy) :
				 STATUS_NO_MORE_ENTRIES;
	}
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwEnumerateKey);
