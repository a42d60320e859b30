/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exports, all GPL-only and in the namespace VMBKMCL, and the import for a
 * module that uses them.
 */
#ifndef VMBKMCL_COMPAT_EXPORT_H
#define VMBKMCL_COMPAT_EXPORT_H

#include <linux/export.h>
#include <linux/module.h>

#ifdef VMBKMCL_HAVE_EXPORT_NS_TOKEN
#define VMBKMCL_EXPORT(sym)	EXPORT_SYMBOL_NS_GPL(sym, VMBKMCL)
#define VMBKMCL_IMPORT()	MODULE_IMPORT_NS(VMBKMCL)
#else
#define VMBKMCL_EXPORT(sym)	EXPORT_SYMBOL_NS_GPL(sym, "VMBKMCL")
#define VMBKMCL_IMPORT()	MODULE_IMPORT_NS("VMBKMCL")
#endif

#endif
