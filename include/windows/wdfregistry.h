/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A driver's parameters in the registry.
 *
 * Difference from Windows: there is no registry. The glue file lists a driver's
 * parameters, each a variable; as a rule they are module parameters, too, so
 * that modprobe.d stands in for the registry. Numbers are what there is.
 *
 * Linux counterpart: module_param()
 */
#ifndef VMBKMCL_WINDOWS_WDFREGISTRY_H
#define VMBKMCL_WINDOWS_WDFREGISTRY_H

#include "wdfobject.h"

/**
 * WdfRegistryQueryULong() - a number
 * @Key: the key
 * @ValueName: its name; case does not matter
 * @Value: receives the number; untouched on failure
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_OBJECT_NAME_NOT_FOUND.
 */
NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName,
			       PULONG Value);

/**
 * WdfRegistryClose() - close a key
 * @Key: gone afterwards
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfRegistryClose(WDFKEY Key);

#endif
