/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_POWER_H "power.h"
