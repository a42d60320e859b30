/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.h - buffers of processes that drivers use by address.
 */
#ifndef VMBKMCL_NT_WINDOW_H
#define VMBKMCL_NT_WINDOW_H

#include <linux/list.h>
#include <linux/types.h>

#include <ntstatus.h>
#include <vmbkmcl/nt/mdl.h>

struct mm_struct;
struct task_struct;

/**
 * struct vmbkmcl_window - a buffer of a process, at an address of the kernel
 * @link: on the list of all
 * @task: the thread that made the request; compared only
 * @mm: the process's memory; compared only
 * @mdl: its pages, pinned and mapped; NULL when there is no window
 * @address: what the driver gets
 * @user: the same byte's address in the process
 * @size: bytes
 * @writable: the process may write it
 */
struct vmbkmcl_window {
	struct list_head link;
	const struct task_struct *task;
	const struct mm_struct *mm;
	PMDL mdl;
	PVOID address;
	unsigned long user;
	SIZE_T size;
	bool writable;
};

/**
 * vmbkmcl_window_open() - let a driver use a buffer of the calling thread's request
 * @window: for vmbkmcl_window_close()
 * @user: its address
 * @size: its bytes
 * @output: it is of use only if it can be written
 *
 * Return: the address for the driver; @user itself when there is no such buffer.
 */
PVOID vmbkmcl_window_open(struct vmbkmcl_window *window, u64 user, SIZE_T size,
			  bool output);
void vmbkmcl_window_close(struct vmbkmcl_window *window);

/*
 * MmProbeAndLockPages(), and the status of the exception that it raises. The pages of a
 * process count as pinned by it, within RLIMIT_MEMLOCK: STATUS_WORKING_SET_QUOTA.
 */
NTSTATUS vmbkmcl_mdl_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation);

/**
 * vmbkmcl_window_user() - where a window's address is in the calling process
 * @address: that of a window which the calling thread opened, or not
 * @size: bytes that have to be in it
 * @write: the process has to be able to write them
 *
 * Return: the address, or 0.
 */
unsigned long vmbkmcl_window_user(const void *address, SIZE_T size, bool write);

#endif
