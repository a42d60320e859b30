/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debugfs.h - the file of a channel in debugfs. Process context.
 */
#ifndef VMBKMCL_CORE_DEBUGFS_H
#define VMBKMCL_CORE_DEBUGFS_H

struct dentry;
struct vmbkmcl_channel;

void vmbkmcl_debugfs_init(void);
void vmbkmcl_debugfs_exit(void);
/* The folder, for files that concern no single channel. */
struct dentry *vmbkmcl_debugfs_root(void);
void vmbkmcl_debugfs_add(struct vmbkmcl_channel *channel);
void vmbkmcl_debugfs_remove(struct vmbkmcl_channel *channel);
/* Add the counters of a channel, which do not change any more, to those of "totals". */
void vmbkmcl_debugfs_add_totals(const struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_DEBUGFS_H */
