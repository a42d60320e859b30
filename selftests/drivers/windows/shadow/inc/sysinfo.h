/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_SYSINFO_H "sysinfo.h"
