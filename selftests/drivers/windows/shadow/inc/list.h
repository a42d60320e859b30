/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_LIST_H "list.h"
