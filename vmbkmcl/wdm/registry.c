// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c - the keys of drivers and of their devices, and handles for keys.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_glue.h>

#include "../compat/export.h"
#include "../nt/handle.h"
#include "../nt/nt.h"
#include "registry.h"

static DECLARE_WAIT_QUEUE_HEAD(registry_quiet);

/* Of all hives, those of the drivers that came last first; registry_mutex. */
static LIST_HEAD(registry_hives);

static void registry_key_get(void *object)
{
	vmbkmcl_key_get(object);
}

static void registry_key_put(void *object)
{
	vmbkmcl_key_put(object);
}

static const struct vmbkmcl_handle_ops registry_key_ops = {
	.get = registry_key_get,
	.put = registry_key_put,
};

/* A driver's parameters are in its key, and in the subkey that is for them. */
static NTSTATUS service_fill(struct registry_hive *hive)
{
	DECLARE_CONST_UNICODE_STRING(parameters, L"Parameters");
	struct registry_key *key;
	NTSTATUS status;

	status = vmbkmcl_value_add_parameters(hive->root, hive->driver);
	if (NT_SUCCESS(status))
		status = vmbkmcl_key_add_fixed(hive->root, &parameters, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_value_add_parameters(key, hive->driver);
	return status;
}

int vmbkmcl_registry_add(struct vmbkmcl_glue *glue)
{
	char *path = kasprintf(GFP_KERNEL, REGISTRY_SERVICES "%s",
			       module_name(glue->driver.owner));
	struct registry_hive *hive = NULL;
	NTSTATUS status;

	if (path)
		hive = vmbkmcl_hive_alloc(path, &glue->object, NULL);
	kfree(path);
	if (!hive)
		return -ENOMEM;
	mutex_lock(&registry_mutex);
	status = service_fill(hive);
	if (NT_SUCCESS(status))
		list_add(&hive->link, &registry_hives);
	else
		vmbkmcl_hive_free(hive);
	mutex_unlock(&registry_mutex);
	return vmbkmcl_status_to_errno(status);
}

static void hive_delete(struct registry_hive *hive)
{
	lockdep_assert_held(&registry_mutex);
	list_del(&hive->link);
	vmbkmcl_hive_free(hive);
}

void vmbkmcl_registry_remove(struct vmbkmcl_glue *glue)
{
	struct registry_hive *hive, *next;

	mutex_lock(&registry_mutex);
	list_for_each_entry_safe(hive, next, &registry_hives, link) {
		if (hive->driver == &glue->object)
			hive_delete(hive);
	}
	mutex_unlock(&registry_mutex);
	wait_event_idle(registry_quiet, !READ_ONCE(glue->queries));
}

void vmbkmcl_registry_forget(PDEVICE_OBJECT pdo)
{
	struct registry_hive *hive, *next;

	mutex_lock(&registry_mutex);
	list_for_each_entry_safe(hive, next, &registry_hives, link) {
		if (hive->owner == pdo)
			hive_delete(hive);
	}
	mutex_unlock(&registry_mutex);
}

void vmbkmcl_registry_exit(void)
{
	struct registry_hive *hive, *next;

	mutex_lock(&registry_mutex);
	list_for_each_entry_safe(hive, next, &registry_hives, link)
		hive_delete(hive);
	mutex_unlock(&registry_mutex);
}

static struct vmbkmcl_glue *registry_glue(PDRIVER_OBJECT driver)
{
	return container_of(driver, struct vmbkmcl_glue, object);
}

/*
 * Not by a reference to its module: the kernel does not wait for those of a module
 * whose init function fails.
 */
void vmbkmcl_registry_begin_query(PDRIVER_OBJECT driver)
{
	struct vmbkmcl_glue *glue = registry_glue(driver);

	lockdep_assert_held(&registry_mutex);
	WRITE_ONCE(glue->queries, glue->queries + 1);
}

void vmbkmcl_registry_end_query(PDRIVER_OBJECT driver)
{
	struct vmbkmcl_glue *glue = registry_glue(driver);

	mutex_lock(&registry_mutex);
	WRITE_ONCE(glue->queries, glue->queries - 1);
	/* It may go as soon as the count is seen to be 0. */
	wake_up(&registry_quiet);
	mutex_unlock(&registry_mutex);
}

/* Take @start off the beginning of @path, whatever the case, as whole names. */
static bool path_strip(PUNICODE_STRING path, PCUNICODE_STRING start)
{
	size_t chars = start->Length / sizeof(WCHAR);

	if (!RtlPrefixUnicodeString(start, path, TRUE) ||
	    (path->Length > start->Length && path->Buffer[chars] != '\\'))
		return false;
	path->Buffer += chars;
	path->Length -= start->Length;
	return true;
}

/* The key at @path, of the hives whose own paths begin with @folder, which is left out. */
static NTSTATUS registry_find_below(PCUNICODE_STRING folder, PCUNICODE_STRING path,
				    struct registry_new *new, struct registry_key **key)
{
	struct registry_hive *hive;
	UNICODE_STRING rest, own;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry(hive, &registry_hives, link) {
		if (!RtlPrefixUnicodeString(folder, &hive->path, TRUE))
			continue;
		own = hive->path;
		own.Buffer += folder->Length / sizeof(WCHAR);
		own.Length -= folder->Length;
		rest = *path;
		if (path_strip(&rest, &own))
			return vmbkmcl_key_find(hive->root, &rest, new, key);
	}
	if (!new)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	pr_info_once("a driver makes a key in the registry outside of the keys of drivers here\n");
	return STATUS_ACCESS_DENIED;
}

NTSTATUS vmbkmcl_registry_find(PCUNICODE_STRING path, struct registry_new *new,
			       struct registry_key **key)
{
	const UNICODE_STRING nothing = { 0 };

	if (!path->Length || path->Buffer[0] != '\\')
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	return registry_find_below(&nothing, path, new, key);
}

NTSTATUS vmbkmcl_registry_find_service(PCUNICODE_STRING path, struct registry_new *new,
				       struct registry_key **key)
{
	DECLARE_CONST_UNICODE_STRING(services,
		L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\");

	return registry_find_below(&services, path, new, key);
}

NTSTATUS vmbkmcl_registry_of_handle(HANDLE handle, struct registry_key **key)
{
	struct registry_key *found;
	NTSTATUS status;

	lockdep_assert_held(&registry_mutex);
	found = vmbkmcl_handle_get(handle, &registry_key_ops, NULL);
	if (!found)
		return STATUS_INVALID_HANDLE;
	*key = found;
	/* The tree's reference keeps one that is not deleted. */
	status = found->hive ? STATUS_SUCCESS : STATUS_KEY_DELETED;
	vmbkmcl_key_put(found);
	return status;
}

NTSTATUS vmbkmcl_registry_open(struct registry_key *key, PHANDLE handle)
{
	lockdep_assert_held(&registry_mutex);
	vmbkmcl_key_get(key);
	if (!vmbkmcl_handle_open(key, &registry_key_ops, handle))
		return STATUS_SUCCESS;
	vmbkmcl_key_put(key);
	return STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS vmbkmcl_registry_open_parameters(PDRIVER_OBJECT driver, PHANDLE handle)
{
	DECLARE_CONST_UNICODE_STRING(parameters, L"Parameters");
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct registry_hive *hive;
	struct registry_key *key;

	mutex_lock(&registry_mutex);
	list_for_each_entry(hive, &registry_hives, link) {
		if (hive->driver != driver || hive->owner)
			continue;
		status = vmbkmcl_key_find(hive->root, &parameters, NULL, &key);
		if (NT_SUCCESS(status))
			status = vmbkmcl_registry_open(key, handle);
		break;
	}
	mutex_unlock(&registry_mutex);
	return status;
}

static struct registry_hive *owned_find(const void *owner, PCUNICODE_STRING path)
{
	struct registry_hive *hive;

	list_for_each_entry(hive, &registry_hives, link) {
		if (hive->owner == owner && RtlEqualUnicodeString(&hive->path, path, TRUE))
			return hive;
	}
	return NULL;
}

/* One of the two is left over; NULL without memory. */
static struct registry_hive *owned_add(struct registry_hive *hive)
{
	struct registry_hive *old = owned_find(hive->owner, &hive->path);

	lockdep_assert_held(&registry_mutex);
	if (!old && (!hive->driver ||
		     NT_SUCCESS(vmbkmcl_value_add_parameters(hive->root, hive->driver)))) {
		list_add_tail(&hive->link, &registry_hives);
		return hive;
	}
	vmbkmcl_hive_free(hive);
	return old;
}

NTSTATUS vmbkmcl_registry_open_owned(PDEVICE_OBJECT pdo, const char *path,
				     PDRIVER_OBJECT driver, PHANDLE handle)
{
	struct registry_hive *hive = vmbkmcl_hive_alloc(path, driver, pdo);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (!hive)
		return status;
	mutex_lock(&registry_mutex);
	/* It would not be forgotten. */
	if (READ_ONCE(pdo->LinuxGone)) {
		vmbkmcl_hive_free(hive);
		hive = NULL;
		status = STATUS_INVALID_PARAMETER;
	} else {
		hive = owned_add(hive);
	}
	if (hive)
		status = vmbkmcl_registry_open(hive->root, handle);
	mutex_unlock(&registry_mutex);
	return status;
}
