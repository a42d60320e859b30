/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_DEBUG_H "debug.h"
