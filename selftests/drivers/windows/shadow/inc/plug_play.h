/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_PLUG_PLAY_H "plug_play.h"
