/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_BITMAP_H "bitmap.h"
