/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_SEH_H "seh.h"
