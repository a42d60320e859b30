// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_query.c - values of the registry by tables.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "registry.h"
#include "registry_path.h"

/**
 * struct query - a table that is being worked on
 * @top: the key that the caller names, with a reference; NULL: it is not there, and
 *	optional
 * @key: that or one below, whose values are being asked for, with a reference; NULL: it
 *	is not there
 * @context: of the caller's
 */
struct query {
	struct registry_key *top;
	struct registry_key *key;
	PVOID context;
};

static bool type_is_text(ULONG type)
{
	return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Text as RTL_QUERY_REGISTRY_DIRECT has it: in a string's own buffer, or a new one. */
static NTSTATUS store_text(PUNICODE_STRING to, const struct registry_read *value)
{
	size_t bytes = ALIGN_DOWN(value->size, sizeof(WCHAR));
	const WCHAR *text = value->data;

	/* Its terminator does not count. */
	if (bytes && !text[bytes / sizeof(WCHAR) - 1])
		bytes -= sizeof(WCHAR);
	if (bytes > UNICODE_STRING_MAX_BYTES - sizeof(WCHAR))
		return STATUS_BUFFER_TOO_SMALL;
	if (!to->Buffer) {
		to->MaximumLength = bytes + sizeof(WCHAR);
		to->Buffer = ExAllocatePoolZero(PagedPool, to->MaximumLength, 0x67655252);
	}
	if (!to->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (bytes + sizeof(WCHAR) > to->MaximumLength)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(to->Buffer, text, bytes);
	to->Buffer[bytes / sizeof(WCHAR)] = 0;
	to->Length = bytes;
	return STATUS_SUCCESS;
}

/* The buffer begins with its size; a negative one: only the data is wanted. */
static NTSTATUS store_large(PULONG to, const struct registry_read *value)
{
	LONG said = *(LONG *)to;
	size_t room = abs((s64)said), head = said < 0 ? 0 : 2 * sizeof(ULONG);

	if (room < head || value->size > room - head)
		return STATUS_BUFFER_TOO_SMALL;
	if (head) {
		to[0] = value->size;
		to[1] = value->type;
	}
	memcpy((u8 *)to + head, value->data, value->size);
	return STATUS_SUCCESS;
}

static NTSTATUS store_direct(const RTL_QUERY_REGISTRY_TABLE *entry,
			     const struct registry_read *value)
{
	if (value->type == REG_MULTI_SZ && !(entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND))
		return STATUS_INVALID_PARAMETER;
	if (type_is_text(value->type))
		return store_text(entry->EntryContext, value);
	if (value->size > sizeof(ULONG))
		return store_large(entry->EntryContext, value);
	memcpy(entry->EntryContext, value->data, value->size);
	return STATUS_SUCCESS;
}

static NTSTATUS query_call(const struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry,
			   const struct registry_read *value)
{
	NTSTATUS status = entry->QueryRoutine(value->name, value->type, value->data,
					      value->size, query->context,
					      entry->EntryContext);

	return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
}

/* Each string of several by itself; the value's terminators may be missing. */
static NTSTATUS query_strings(const struct query *query,
			      const RTL_QUERY_REGISTRY_TABLE *entry,
			      const struct registry_read *value)
{
	size_t chars = value->size / sizeof(WCHAR), n;
	struct registry_read one = *value;
	NTSTATUS status = STATUS_SUCCESS;
	PWSTR text = value->data;

	one.type = REG_SZ;
	for (; chars && *text && NT_SUCCESS(status); text += n, chars -= n) {
		for (n = 0; n < chars && text[n]; n++)
			;
		/* What is behind the value is zero. */
		one.data = text;
		one.size = (n + 1) * sizeof(WCHAR);
		n = min(n + 1, chars);
		status = query_call(query, entry, &one);
	}
	return status;
}

static NTSTATUS query_hand_over(const struct query *query,
				const RTL_QUERY_REGISTRY_TABLE *entry,
				const struct registry_read *value)
{
	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT)
		return store_direct(entry, value);
	if (value->type == REG_MULTI_SZ && !(entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND))
		return query_strings(query, entry, value);
	return query_call(query, entry, value);
}

/* With the terminator, of several strings with the last one. */
static size_t text_bytes(PCWSTR text, bool several)
{
	size_t chars = 0;

	while (text[chars] || (several && chars && text[chars - 1]))
		chars++;
	return (chars + 1) * sizeof(WCHAR);
}

static NTSTATUS query_default(const struct query *query,
			      const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct registry_read value = {
		.name = entry->Name,
		.type = entry->DefaultType & 0xff,
		.data = entry->DefaultData,
		.size = entry->DefaultLength,
	};

	if (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (value.type == REG_NONE)
		return STATUS_SUCCESS;
	if (type_is_text(value.type) && !value.size)
		value.size = text_bytes(value.data, value.type == REG_MULTI_SZ);
	return query_hand_over(query, entry, &value);
}

static bool type_is_expected(const RTL_QUERY_REGISTRY_TABLE *entry, ULONG type)
{
	return !(entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK) ||
	       entry->DefaultType >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT == type;
}

/*
 * The value of that name, or without one at that index; not found: @out has none. The
 * routines are called without the lock, so they get a copy.
 */
static NTSTATUS value_get(const struct registry_key *key, PCWSTR name, ULONG index,
			  struct registry_read *out)
{
	const struct registry_value *value = NULL;
	NTSTATUS status = STATUS_SUCCESS;
	UNICODE_STRING text;

	memset(out, 0, sizeof(*out));
	if (!key)
		return status;
	RtlInitUnicodeString(&text, name);
	mutex_lock(&registry_mutex);
	if (key->hive)
		value = name ? vmbkmcl_value_find(key, &text) :
			       vmbkmcl_value_at(key, index);
	if (value)
		status = vmbkmcl_value_read(value, out);
	mutex_unlock(&registry_mutex);
	return status;
}

/* Whether it has gone; a parameter stays. */
static bool value_delete(struct registry_key *key, PCWSTR name)
{
	UNICODE_STRING text;
	bool deleted;

	RtlInitUnicodeString(&text, name);
	mutex_lock(&registry_mutex);
	deleted = key->hive && NT_SUCCESS(vmbkmcl_value_delete(key, &text));
	mutex_unlock(&registry_mutex);
	return deleted;
}

/* Hand over a value that there is, and free it; @deleted: and it is not there any more. */
static NTSTATUS query_found(const struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry,
			    struct registry_read *value, bool *deleted)
{
	NTSTATUS status = STATUS_OBJECT_TYPE_MISMATCH;

	*deleted = false;
	if (type_is_expected(entry, value->type))
		status = query_hand_over(query, entry, value);
	if (NT_SUCCESS(status) && entry->Flags & RTL_QUERY_REGISTRY_DELETE)
		*deleted = value_delete(query->key, value->name);
	kvfree(value->memory);
	return status;
}

static NTSTATUS query_one(const struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct registry_read value;
	NTSTATUS status;
	bool deleted;

	status = value_get(query->key, entry->Name, 0, &value);
	if (!NT_SUCCESS(status))
		return status;
	return value.memory ? query_found(query, entry, &value, &deleted) :
			      query_default(query, entry);
}

/* Without a name: all that there are. */
static NTSTATUS query_all(const struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct registry_read value;
	NTSTATUS status;
	ULONG index = 0;
	bool deleted;

	for (;;) {
		status = value_get(query->key, NULL, index, &value);
		if (!NT_SUCCESS(status) || !value.memory)
			break;
		status = query_found(query, entry, &value, &deleted);
		if (!NT_SUCCESS(status))
			return status;
		if (!deleted)
			index++;
	}
	if (NT_SUCCESS(status) && !index && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return status;
}

/* From here on the entries are for another key, which may not be there. */
static void query_focus(struct query *query, PCWSTR below)
{
	struct registry_key *key = query->top;
	UNICODE_STRING path;

	if (query->key)
		vmbkmcl_key_put(query->key);
	query->key = NULL;
	if (!key)
		return;
	RtlInitUnicodeString(&path, below);
	mutex_lock(&registry_mutex);
	if (key->hive && NT_SUCCESS(vmbkmcl_key_find(key, &path, NULL, &key))) {
		vmbkmcl_key_get(key);
		query->key = key;
	}
	mutex_unlock(&registry_mutex);
}

static NTSTATUS query_subkey(struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	if (!entry->Name)
		return STATUS_INVALID_PARAMETER;
	query_focus(query, entry->Name);
	if (!query->key && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return STATUS_SUCCESS;
}

static NTSTATUS query_entry(struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct registry_read nothing = { NULL, REG_NONE, NULL, 0, NULL };
	NTSTATUS status;

	if (entry->Flags & RTL_QUERY_REGISTRY_TOPKEY)
		query_focus(query, NULL);
	if (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) {
		status = query_subkey(query, entry);
		if (!NT_SUCCESS(status) || !entry->QueryRoutine)
			return status;
		return query_all(query, entry);
	}
	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
		if (!entry->Name || entry->QueryRoutine)
			return STATUS_INVALID_PARAMETER;
		return query_one(query, entry);
	}
	if (!entry->QueryRoutine)
		return STATUS_INVALID_PARAMETER;
	if (entry->Flags & RTL_QUERY_REGISTRY_NOVALUE)
		return query_call(query, entry, &nothing);
	return entry->Name ? query_one(query, entry) : query_all(query, entry);
}

/* The driver that may not go before the query has ended, or NULL. */
static NTSTATUS query_begin(struct query *query, ULONG relative_to, PCWSTR path,
			    PDRIVER_OBJECT *driver)
{
	NTSTATUS status;

	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_path(relative_to, path, NULL, &query->top);
	if (NT_SUCCESS(status)) {
		vmbkmcl_key_get(query->top);
		*driver = query->top->hive->driver;
		/* Its routines may ask again, so that the lock cannot keep it. */
		if (*driver)
			vmbkmcl_registry_begin_query(*driver);
	}
	mutex_unlock(&registry_mutex);
	return status;
}

static void query_end(const struct query *query, PDRIVER_OBJECT driver)
{
	if (query->key)
		vmbkmcl_key_put(query->key);
	if (query->top)
		vmbkmcl_key_put(query->top);
	if (driver)
		vmbkmcl_registry_end_query(driver);
}

NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path,
				PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context,
				PVOID Environment)
{
	struct query query = { .context = Context };
	PDRIVER_OBJECT driver = NULL;
	NTSTATUS status;

	might_sleep();
	status = query_begin(&query, RelativeTo, Path, &driver);
	if (!NT_SUCCESS(status) && !(RelativeTo & RTL_REGISTRY_OPTIONAL))
		return status;
	query_focus(&query, NULL);
	status = STATUS_SUCCESS;
	for (; NT_SUCCESS(status) && (QueryTable->QueryRoutine || QueryTable->Name);
	     QueryTable++)
		status = query_entry(&query, QueryTable);
	query_end(&query, driver);
	return status;
}
VMBKMCL_EXPORT(RtlQueryRegistryValues);
