/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* For Microsoft's analyser. */
#ifndef VMBKMCL_WINDOWS_DONTUSE_H
#define VMBKMCL_WINDOWS_DONTUSE_H

#endif
