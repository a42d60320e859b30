/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nt.h - what the porting layer's files share, and what the core uses of them.
 */
#ifndef VMBKMCL_NT_H
#define VMBKMCL_NT_H

#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>

#include <ntdef.h>
#include <ntstatus.h>

struct _DEVICE_OBJECT;
struct _WORK_QUEUE_ITEM;
struct work_struct;

/* Units of 100 ns between 1601-01-01, where NT's time starts, and 1970-01-01. */
#define VMBKMCL_NT_EPOCH	116444736000000000ll
#define VMBKMCL_NT_TICK_NS	100

/* Bring the layer up and down with the module; errno. */
int vmbkmcl_nt_init(void);
void vmbkmcl_nt_exit(void);
int vmbkmcl_dpc_init(void);
void vmbkmcl_dpc_exit(void);
int vmbkmcl_work_init(void);
void vmbkmcl_work_exit(void);
/* Put work on the queue of work items; false: it is on it already. */
bool vmbkmcl_work_queue(struct work_struct *work);
/* The same for a driver's work item. */
bool vmbkmcl_work_queue_item(struct _WORK_QUEUE_ITEM *item);
/* As vmbkmcl_work_queue() for work that may wait for such work, and for what a driver does. */
bool vmbkmcl_work_queue_deletion(struct work_struct *work);
/* Wait until no work that has been queued, in either way, runs any more. */
void vmbkmcl_work_flush(void);
/*
 * References to a bus's device object. Its owner has the first one, and drops it likewise;
 * the last one frees it with kfree(). Any context.
 */
void vmbkmcl_bus_device_get(struct _DEVICE_OBJECT *object);
void vmbkmcl_bus_device_put(struct _DEVICE_OBJECT *object);
/* References to a system thread. */
void vmbkmcl_thread_get(void *thread);
void vmbkmcl_thread_put(void *thread);
void vmbkmcl_handle_exit(void);
void vmbkmcl_pool_exit(void);
void vmbkmcl_mdl_exit(void);

/* Whether the lengths of a counted string, and its buffer, can be right. */
bool vmbkmcl_counted_is_valid(PCUNICODE_STRING text);

/*
 * RtlUTF8ToUnicodeN() and RtlUnicodeToUTF8N() of arguments that are known to be right, and
 * of no text, which may have no address.
 */
NTSTATUS vmbkmcl_utf8_to_utf16(PWSTR to, ULONG bytes, PULONG actual, PCSTR from, ULONG length);
NTSTATUS vmbkmcl_utf16_to_utf8(PCHAR to, ULONG bytes, PULONG actual, PCWCH from, ULONG length);

/* An exception; it returns, for there are no handlers. */
void vmbkmcl_raise(NTSTATUS status);

/* Zeroed pool memory that counts as the calling process's. */
void *vmbkmcl_pool_alloc_charged(size_t bytes);

/* Pool allocations, lookaside memory and MDLs that are not freed yet. */
long vmbkmcl_pool_outstanding(void);

/**
 * struct vmbkmcl_deadline - when an NT timeout ends
 * @clock: CLOCK_REALTIME of an absolute time, which follows what that is set to, else
 *	CLOCK_MONOTONIC
 * @at: the time on that clock; KTIME_MAX: never
 */
struct vmbkmcl_deadline {
	clockid_t clock;
	ktime_t at;
};

/**
 * vmbkmcl_deadline() - when an NT timeout that begins now ends
 * @timeout: negative: relative; positive: absolute; NULL: no limit
 *
 * Context: any.
 * Return: the deadline.
 */
struct vmbkmcl_deadline vmbkmcl_deadline(const LARGE_INTEGER *timeout);
bool vmbkmcl_deadline_is_over(const struct vmbkmcl_deadline *deadline);
/* Sleep until then, or until woken; the caller has set its state. */
void vmbkmcl_deadline_sleep(const struct vmbkmcl_deadline *deadline);

/**
 * vmbkmcl_timeout_jiffies() - an NT timeout for schedule_timeout() and its like
 * @timeout: as above; an absolute one does not follow the clock
 *
 * Return: jiffies, rounded up; 0 only when it has passed or asks for no wait;
 * MAX_SCHEDULE_TIMEOUT without a limit.
 */
unsigned long vmbkmcl_timeout_jiffies(const LARGE_INTEGER *timeout);

/**
 * vmbkmcl_errno_to_status() - an errno for those who speak NTSTATUS
 * @error: 0 or a negative errno
 *
 * Return: the status that says most nearly the same.
 */
NTSTATUS vmbkmcl_errno_to_status(int error);

/**
 * vmbkmcl_status_to_errno() - an NTSTATUS for those who speak errno
 * @status: any
 *
 * Return: 0 for whatever NT_SUCCESS() is true of, else a negative errno.
 */
int vmbkmcl_status_to_errno(NTSTATUS status);

/* For the log; of one that is not in status_names.h, what kind it is. */
const char *vmbkmcl_status_name(NTSTATUS status);

/*
 * Whether the caller may sleep. DISPATCH_LEVEL shows in the count of softirqs,
 * which every kernel has. On PREEMPT_RT a spin lock is not in the count of
 * preemption, but makes an RCU reader. A kernel without that count (Debian's 5.10)
 * does not know of plain spin locks and RCU readers, who must not ask.
 */
static inline bool vmbkmcl_may_sleep(void)
{
	return !preempt_count() && !softirq_count() && !rcu_preempt_depth() &&
	       !irqs_disabled();
}

/* The same, never mistaken for true: any context may ask, also with a spin lock held. */
static inline bool vmbkmcl_surely_may_sleep(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_COUNT) && vmbkmcl_may_sleep();
}

/* For allocations of a few bytes. */
static inline gfp_t vmbkmcl_gfp(void)
{
	return vmbkmcl_may_sleep() ? GFP_KERNEL : GFP_ATOMIC;
}

/*
 * For allocations whose size a driver chooses: a request that is too large fails,
 * as on Windows, and no process is killed to satisfy it.
 */
static inline gfp_t vmbkmcl_gfp_large(void)
{
	return (vmbkmcl_may_sleep() ? GFP_KERNEL | __GFP_RETRY_MAYFAIL :
		GFP_ATOMIC) | __GFP_NOWARN;
}

#endif
