// SPDX-License-Identifier: GPL-2.0-only
/*
 * preprocess.c - requests that a driver looks at before the framework does.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_preprocess - a driver's callbacks, by major function
 * @entries: the callback, or NULL; the minor functions that it is for, or none: all
 */
struct wdf_preprocess {
	struct {
		PFN_WDFDEVICE_WDM_IRP_PREPROCESS callback;
		UCHAR *minors;
		ULONG minor_count;
	} entries[IRP_MJ_MAXIMUM_FUNCTION + 1];
};

void vmbkmcl_wdf_preprocess_free(struct wdf_preprocess *preprocess)
{
	int i;

	if (!preprocess)
		return;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		kfree(preprocess->entries[i].minors);
	kfree(preprocess);
}

PFN_WDFDEVICE_WDM_IRP_PREPROCESS
vmbkmcl_wdf_preprocess_find(const struct wdf_preprocess *preprocess, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	typeof(&preprocess->entries[0]) entry = &preprocess->entries[stack->MajorFunction];

	if (entry->minor_count &&
	    !memchr(entry->minors, stack->MinorFunction, entry->minor_count))
		return NULL;
	return entry->callback;
}

/* As KMDF's fxdeviceinitapi.cpp. */
NTSTATUS WdfDeviceInitAssignWdmIrpPreprocessCallback(PWDFDEVICE_INIT DeviceInit,
	PFN_WDFDEVICE_WDM_IRP_PREPROCESS EvtDeviceWdmIrpPreprocess, UCHAR MajorFunction,
	PUCHAR MinorFunctions, ULONG NumMinorFunctions)
{
	struct wdf_preprocess *preprocess = DeviceInit->preprocess;
	UCHAR *minors;

	if (!EvtDeviceWdmIrpPreprocess || MajorFunction > IRP_MJ_MAXIMUM_FUNCTION ||
	    (NumMinorFunctions && !MinorFunctions))
		return STATUS_INVALID_PARAMETER;
	if (!preprocess)
		preprocess = kzalloc(sizeof(*preprocess), vmbkmcl_gfp());
	if (!preprocess)
		return STATUS_INSUFFICIENT_RESOURCES;
	DeviceInit->preprocess = preprocess;
	if (NumMinorFunctions) {
		if (preprocess->entries[MajorFunction].minor_count)
			return STATUS_INVALID_DEVICE_REQUEST;
		minors = kmemdup(MinorFunctions, NumMinorFunctions, vmbkmcl_gfp());
		if (!minors)
			return STATUS_INSUFFICIENT_RESOURCES;
		preprocess->entries[MajorFunction].minors = minors;
		preprocess->entries[MajorFunction].minor_count = NumMinorFunctions;
	}
	preprocess->entries[MajorFunction].callback = EvtDeviceWdmIrpPreprocess;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceInitAssignWdmIrpPreprocessCallback);
