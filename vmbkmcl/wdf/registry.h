/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry.h - open keys of the registry.
 */
#ifndef VMBKMCL_WDF_REGISTRY_H
#define VMBKMCL_WDF_REGISTRY_H

#include "wdf.h"

/**
 * struct wdf_key - an open key
 * @object: first
 * @handle: the key; NULL: it has been closed
 * @module: its driver's
 */
struct wdf_key {
	struct wdf_object object;
	HANDLE handle;
	struct module *module;
};

static inline struct wdf_key *wdf_key_of(WDFKEY handle)
{
	return (struct wdf_key *)handle;
}

#endif
