/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_ERROR_LOG_H "error_log.h"
