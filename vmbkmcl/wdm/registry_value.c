// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_value.c - the values of a key in memory, and a driver's parameters as values.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/time.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_glue.h>

#include "../nt/nt.h"
#include "registry_tree.h"

static size_t value_bytes(const struct registry_value *value)
{
	return sizeof(*value) + value->name.Length + value->size;
}

/* The name is behind the data. */
static struct registry_value *value_alloc(PCUNICODE_STRING name, ULONG size)
{
	size_t offset = ALIGN((size_t)size, sizeof(WCHAR));
	struct registry_value *value;

	value = kvmalloc(sizeof(*value) + offset + name->Length, vmbkmcl_gfp_large());
	if (!value)
		return NULL;
	value->parameter = NULL;
	value->size = size;
	value->name.Buffer = (PWCHAR)(value->data + offset);
	value->name.Length = name->Length;
	value->name.MaximumLength = name->Length;
	if (name->Length)
		memcpy(value->name.Buffer, name->Buffer, name->Length);
	return value;
}

struct registry_value *vmbkmcl_value_find(const struct registry_key *key,
					  PCUNICODE_STRING name)
{
	struct registry_value *value;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry(value, &key->values, link) {
		if (RtlEqualUnicodeString(&value->name, name, TRUE))
			return value;
	}
	return NULL;
}

struct registry_value *vmbkmcl_value_at(const struct registry_key *key, ULONG index)
{
	struct registry_value *value;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry(value, &key->values, link) {
		if (!index--)
			return value;
	}
	return NULL;
}

const void *vmbkmcl_value_data(const struct registry_value *value, ULONG *number)
{
	if (!value->parameter)
		return value->data;
	*number = READ_ONCE(*value->parameter->number);
	return number;
}

NTSTATUS vmbkmcl_value_read(const struct registry_value *value, struct registry_read *out)
{
	size_t at = ALIGN((size_t)value->size + 2 * sizeof(WCHAR), sizeof(WCHAR));
	ULONG number;

	out->memory = kvzalloc(at + value->name.Length + sizeof(WCHAR), GFP_KERNEL);
	if (!out->memory)
		return STATUS_INSUFFICIENT_RESOURCES;
	out->data = out->memory;
	out->size = value->size;
	out->type = value->type;
	out->name = (PWSTR)((u8 *)out->memory + at);
	memcpy(out->data, vmbkmcl_value_data(value, &number), value->size);
	memcpy(out->name, value->name.Buffer, value->name.Length);
	return STATUS_SUCCESS;
}

/* Give a driver's variable another number; nothing else fits into it. */
static NTSTATUS parameter_set(const struct registry_key *key,
			      const struct registry_value *value, ULONG type,
			      const void *data, ULONG size)
{
	if (type != REG_DWORD || size != sizeof(ULONG)) {
		pr_info_once("%s sets its parameter %s to what is no number\n",
			     module_name(key->hive->driver->LinuxModule),
			     value->parameter->name);
		return STATUS_ACCESS_DENIED;
	}
	WRITE_ONCE(*value->parameter->number, *(const ULONG *)data);
	return STATUS_SUCCESS;
}

/* @value takes the place of @old, which may be NULL; false: there is no room. */
static bool value_put(struct registry_key *key, struct registry_value *old,
		      struct registry_value *value)
{
	struct registry_hive *hive = key->hive;
	size_t others = hive->bytes - (old ? value_bytes(old) : 0);

	if (value_bytes(value) > VMBKMCL_HIVE_BYTES_MAX - others)
		return false;
	hive->bytes = others + value_bytes(value);
	if (old) {
		list_replace(&old->link, &value->link);
		kvfree(old);
	} else {
		list_add_tail(&value->link, &key->values);
	}
	KeQuerySystemTime(&key->written);
	return true;
}

NTSTATUS vmbkmcl_value_set(struct registry_key *key, PCUNICODE_STRING name, ULONG type,
			   const void *data, ULONG size)
{
	struct registry_value *old = vmbkmcl_value_find(key, name), *value = NULL;

	if (old && old->parameter)
		return parameter_set(key, old, type, data, size);
	if (size <= VMBKMCL_HIVE_BYTES_MAX)
		value = value_alloc(name, size);
	if (!value)
		return STATUS_INSUFFICIENT_RESOURCES;
	value->type = type;
	if (size)
		memcpy(value->data, data, size);
	if (value_put(key, old, value))
		return STATUS_SUCCESS;
	pr_warn_once("a driver's values in the registry need more than %u bytes\n",
		     VMBKMCL_HIVE_BYTES_MAX);
	kvfree(value);
	return STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS vmbkmcl_value_delete(struct registry_key *key, PCUNICODE_STRING name)
{
	struct registry_value *value = vmbkmcl_value_find(key, name);

	if (!value)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (value->parameter)
		return STATUS_ACCESS_DENIED;
	list_del(&value->link);
	key->hive->bytes -= value_bytes(value);
	kvfree(value);
	KeQuerySystemTime(&key->written);
	return STATUS_SUCCESS;
}

/* To be freed with RtlFreeUnicodeString(); it is terminated. */
static NTSTATUS text_from_utf8(PUNICODE_STRING text, const char *utf8)
{
	ANSI_STRING ansi;

	RtlInitAnsiString(&ansi, utf8);
	return RtlAnsiStringToUnicodeString(text, &ansi, TRUE);
}

/* The driver's own from now on; a user may give its variable another one meanwhile. */
static NTSTATUS text_add(struct registry_key *key, PCUNICODE_STRING name,
			 const struct vmbkmcl_registry_value *parameter)
{
	struct module *module = key->hive->driver->LinuxModule;
	NTSTATUS status = STATUS_SUCCESS;
	UNICODE_STRING text = { .Buffer = NULL };

	kernel_param_lock(module);
	if (*parameter->text)
		status = text_from_utf8(&text, *parameter->text);
	kernel_param_unlock(module);
	if (!NT_SUCCESS(status) || !text.Buffer)
		return status;
	status = vmbkmcl_value_set(key, name, REG_SZ, text.Buffer, text.Length + sizeof(WCHAR));
	RtlFreeUnicodeString(&text);
	return status;
}

static NTSTATUS number_add(struct registry_key *key, PCUNICODE_STRING name,
			   const struct vmbkmcl_registry_value *parameter)
{
	struct registry_value *value = value_alloc(name, sizeof(ULONG));

	if (!value)
		return STATUS_INSUFFICIENT_RESOURCES;
	value->type = REG_DWORD;
	value->parameter = parameter;
	if (value_put(key, NULL, value))
		return STATUS_SUCCESS;
	kvfree(value);
	return STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS parameter_add(struct registry_key *key,
			      const struct vmbkmcl_registry_value *parameter)
{
	UNICODE_STRING name;
	NTSTATUS status = text_from_utf8(&name, parameter->name);

	if (!NT_SUCCESS(status))
		return status;
	status = parameter->text ? text_add(key, &name, parameter) :
				   number_add(key, &name, parameter);
	RtlFreeUnicodeString(&name);
	return status;
}

NTSTATUS vmbkmcl_value_add_parameters(struct registry_key *key, PDRIVER_OBJECT driver)
{
	NTSTATUS status = STATUS_SUCCESS;
	ULONG i;

	lockdep_assert_held(&registry_mutex);
	for (i = 0; i < driver->LinuxRegistryCount && NT_SUCCESS(status); i++)
		status = parameter_add(key, &driver->LinuxRegistry[i]);
	return status;
}
