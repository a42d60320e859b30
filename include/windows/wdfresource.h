/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Resource lists, which are NULL, as no device here has resources.
 */
#ifndef VMBKMCL_WINDOWS_WDFRESOURCE_H
#define VMBKMCL_WINDOWS_WDFRESOURCE_H

#include "wdftypes.h"

/**
 * WdfCmResourceListGetCount() - how many resources a list has
 * @List: the list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: 0.
 */
ULONG WdfCmResourceListGetCount(WDFCMRESLIST List);

/**
 * WdfCmResourceListGetDescriptor() - a resource of a list
 * @List: the list
 * @Index: its number
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: NULL, as there is no such resource.
 */
PCM_PARTIAL_RESOURCE_DESCRIPTOR WdfCmResourceListGetDescriptor(WDFCMRESLIST List,
							       ULONG Index);

#endif
