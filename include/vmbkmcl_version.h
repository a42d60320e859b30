/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmbkmcl_version.h - the one place that has the version. Makefile and packages read
 * it here, CHANGELOG.md begins with it, and the tag is v and this.
 */
#ifndef VMBKMCL_VERSION_H
#define VMBKMCL_VERSION_H

#define VMBKMCL_VERSION "1.0.0-rc1"

#endif
