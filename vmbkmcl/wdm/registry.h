/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry.h - the keys that there are, for those who offer them to drivers.
 *
 * Each driver that is loaded has a hive, and each device and device interface whose
 * key a driver has opened.
 */
#ifndef VMBKMCL_WDM_REGISTRY_H
#define VMBKMCL_WDM_REGISTRY_H

#include "registry_tree.h"

struct vmbkmcl_glue;

#define REGISTRY_CONTROL_SET	"\\Registry\\Machine\\System\\CurrentControlSet\\"
#define REGISTRY_SERVICES	REGISTRY_CONTROL_SET "Services\\"

/* A driver is loaded, or goes, and with it what it has in the registry; errno. */
int vmbkmcl_registry_add(struct vmbkmcl_glue *glue);
void vmbkmcl_registry_remove(struct vmbkmcl_glue *glue);
/* A device goes, and with it its keys and those of its interfaces. */
void vmbkmcl_registry_forget(PDEVICE_OBJECT pdo);
/* With the module: the keys of devices that no one has forgotten. */
void vmbkmcl_registry_exit(void);

/* Keep a driver until the query ends: its removal waits; registry_mutex. */
void vmbkmcl_registry_begin_query(PDRIVER_OBJECT driver);
void vmbkmcl_registry_end_query(PDRIVER_OBJECT driver);

/*
 * The key of an absolute path, and of one below the services; made as
 * vmbkmcl_key_find() does; registry_mutex.
 */
NTSTATUS vmbkmcl_registry_find(PCUNICODE_STRING path, struct registry_new *new,
			       struct registry_key **key);
NTSTATUS vmbkmcl_registry_find_service(PCUNICODE_STRING path, struct registry_new *new,
				       struct registry_key **key);
/* The key that a handle stands for; registry_mutex. */
NTSTATUS vmbkmcl_registry_of_handle(HANDLE handle, struct registry_key **key);
/* A handle for a key; registry_mutex. */
NTSTATUS vmbkmcl_registry_open(struct registry_key *key, PHANDLE handle);
/* A copy of a key's value. */
NTSTATUS vmbkmcl_registry_read(HANDLE handle, PCUNICODE_STRING name,
			       struct registry_read *read);
/* The subkey Parameters of a driver's key, as a handle. */
NTSTATUS vmbkmcl_registry_open_parameters(PDRIVER_OBJECT driver, PHANDLE handle);
/*
 * A handle for the root of what belongs to @pdo and has that path, made if need be.
 * @driver: whose parameters it shows, or NULL
 */
NTSTATUS vmbkmcl_registry_open_owned(PDEVICE_OBJECT pdo, const char *path,
				     PDRIVER_OBJECT driver, PHANDLE handle);
/* IoOpenDeviceRegistryKey() with the driver whose parameters the key shows, or NULL. */
NTSTATUS vmbkmcl_registry_open_device(PDEVICE_OBJECT pdo, ULONG type,
				      PDRIVER_OBJECT driver, PHANDLE handle);

#endif
