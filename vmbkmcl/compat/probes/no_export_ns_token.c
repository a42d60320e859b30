// SPDX-License-Identifier: GPL-2.0-only
/* Namespaces are given as strings (since 6.13, cdd30ebb1b9f). */
#include <linux/module.h>

MODULE_IMPORT_NS("VMBKMCL");
