/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_EX_TIMER_H "ex_timer.h"
