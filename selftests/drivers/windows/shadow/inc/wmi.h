/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_WMI_H "wmi.h"
