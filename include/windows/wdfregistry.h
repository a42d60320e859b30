/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A driver's parameters in the registry.
 *
 * Difference from Windows: there is no registry. The glue file lists a driver's
 * parameters, each with the variable that has its value, usually a module
 * parameter, which modprobe.d can set. Only numbers are supported.
 *
 * Linux counterpart: module_param()
 */
#ifndef VMBKMCL_WINDOWS_WDFREGISTRY_H
#define VMBKMCL_WINDOWS_WDFREGISTRY_H

#include "wdfobject.h"

/**
 * WdfRegistryQueryULong() - read a number
 * @Key: the key
 * @ValueName: its name; case does not matter
 * @Value: receives the number; unchanged on failure
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_OBJECT_NAME_NOT_FOUND.
 */
NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName,
			       PULONG Value);

/**
 * WdfRegistryClose() - close a key
 * @Key: invalid afterwards
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfRegistryClose(WDFKEY Key);

#endif
