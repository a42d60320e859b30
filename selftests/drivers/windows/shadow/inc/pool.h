/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_POOL_H "pool.h"
