/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_PROGRAM_EVENT_H "program_event.h"
