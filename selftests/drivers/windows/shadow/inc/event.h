/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_EVENT_H "event.h"
