/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_LINUX_H "linux.h"
