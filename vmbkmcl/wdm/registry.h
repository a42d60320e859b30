/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry.h - the parameters of drivers, for those who offer them to drivers.
 */
#ifndef VMBKMCL_WDM_REGISTRY_H
#define VMBKMCL_WDM_REGISTRY_H

#include <linux/mutex.h>

#include <vmbkmcl/nt/driver.h>

struct vmbkmcl_glue;
struct vmbkmcl_registry_value;

/* Of the drivers that are loaded, and so of their parameters. */
extern struct mutex registry_mutex;

/* A driver is loaded, or goes. */
void vmbkmcl_registry_add(struct vmbkmcl_glue *glue);
void vmbkmcl_registry_remove(struct vmbkmcl_glue *glue);

/* Keep a driver's values until the query ends: its removal waits; registry_mutex. */
void vmbkmcl_registry_begin_query(PDRIVER_OBJECT driver);
void vmbkmcl_registry_end_query(PDRIVER_OBJECT driver);

/* The driver of a service's key, or NULL; registry_mutex. */
PDRIVER_OBJECT vmbkmcl_registry_key(PCUNICODE_STRING path);
/* The same by its path below the key of all services. */
PDRIVER_OBJECT vmbkmcl_registry_service(PCUNICODE_STRING path);
/* Whether the key is still there; registry_mutex. */
bool vmbkmcl_registry_has(PDRIVER_OBJECT driver);
/* Its parameter of that name, or NULL. */
const struct vmbkmcl_registry_value *vmbkmcl_registry_value(PDRIVER_OBJECT driver,
							    PCUNICODE_STRING name);
/* Set it; STATUS_ACCESS_DENIED unless it is a number that the driver has. */
NTSTATUS vmbkmcl_registry_set(PDRIVER_OBJECT driver, PCUNICODE_STRING name, ULONG type,
			      const VOID *data, ULONG size);
/* What a key's handle stands for: a driver, or NULL; registry_mutex. */
PDRIVER_OBJECT vmbkmcl_registry_of_handle(HANDLE handle);

#endif
