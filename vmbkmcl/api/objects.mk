# SPDX-License-Identifier: GPL-2.0-only
# What a driver calls, relative to vmbkmcl/.
api-y := api/complete.o api/config.o api/send.o api/sync.o api/table.o
