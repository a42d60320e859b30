/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_RUNTIME_H "runtime.h"
