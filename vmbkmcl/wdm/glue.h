/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * glue.h - what the files of a Windows driver's module share.
 */
#ifndef VMBKMCL_WDM_GLUE_H
#define VMBKMCL_WDM_GLUE_H

#include <vmbkmcl_glue.h>

/* AddDevice and the start request; and the requests that remove a device. */
NTSTATUS vmbkmcl_glue_add(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo);
void vmbkmcl_glue_remove(struct vmbkmcl_driver *driver, PDEVICE_OBJECT pdo);

/* The root-enumerated devices: add them, errno if none could be added; remove them. */
int vmbkmcl_glue_root_add(struct vmbkmcl_glue *glue);
void vmbkmcl_glue_root_remove(struct vmbkmcl_glue *glue);

#endif
