// SPDX-License-Identifier: GPL-2.0-only
/*
 * seh.c - the __try blocks of running functions, and what raises an exception.
 *
 * Each is on a list, newest first, whose head is found by the context that runs: a
 * task, or what interrupted it. The list is only changed by that context, and a
 * function's blocks leave it before the function returns, or its thread ends. An
 * exception goes to the newest one that waits for one, by __builtin_longjmp(); those
 * that are newer belong to functions that are left by that.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bug.h>
#include <linux/hash.h>
#include <linux/kasan.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <vmbkmcl/nt/debug.h>
#include <vmbkmcl/nt/seh.h>

#include "../compat/export.h"
#include "nt.h"
#include "seh.h"

#define SEH_BUCKET_BITS	6

enum seh_state {
	SEH_BODY,	/* its block runs: exceptions go to it */
	SEH_LEFT,	/* __leave has ended the block */
	SEH_RAISED,	/* an exception has ended the block */
	SEH_HANDLER,	/* its handler runs */
	SEH_FINALLY,	/* its __finally block runs, after an exception */
	SEH_FINALLY_LEFT,	/* its __finally block runs, without one */
	SEH_DONE,
};

static struct seh_bucket {
	raw_spinlock_t lock;
	struct vmbkmcl_try *first;	/* of all contexts with this hash; @lock */
} seh_buckets[1 << SEH_BUCKET_BITS] = {
	[0 ... (1 << SEH_BUCKET_BITS) - 1] = {
		.lock = __RAW_SPIN_LOCK_UNLOCKED(seh_bucket),
	},
};

/* A task's address is a multiple of four at least. */
static unsigned long seh_context(void)
{
	return (unsigned long)current | (hardirq_count() || in_nmi() ? 2 : !!in_serving_softirq());
}

static struct seh_bucket *seh_bucket_of(unsigned long context)
{
	return &seh_buckets[hash_long(context, SEH_BUCKET_BITS)];
}

/* Take a frame off its list; false: it is on none. */
static bool seh_remove(struct seh_bucket *bucket, const struct vmbkmcl_try *frame)
{
	struct vmbkmcl_try **link;

	for (link = &bucket->first; *link; link = &(*link)->Next) {
		if (*link == frame) {
			*link = frame->Next;
			return true;
		}
	}
	return false;
}

/* The newest frame of this context that is, or is not, past its block. */
static struct vmbkmcl_try *seh_newest(bool handling)
{
	unsigned long context = seh_context(), flags;
	struct seh_bucket *bucket = seh_bucket_of(context);
	struct vmbkmcl_try *frame;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	for (frame = bucket->first; frame; frame = frame->Next) {
		if (frame->Context == context && frame->State != SEH_DONE &&
		    (frame->State >= SEH_HANDLER) == handling)
			break;
	}
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	return frame;
}

VOID vmbkmcl_try_begin(struct vmbkmcl_try *frame)
{
	unsigned long context = seh_context(), flags;
	struct seh_bucket *bucket = seh_bucket_of(context);

	raw_spin_lock_irqsave(&bucket->lock, flags);
	/* It is when a goto enters the block again. */
	seh_remove(bucket, frame);
	frame->Context = context;
	frame->State = SEH_BODY;
	frame->Next = bucket->first;
	bucket->first = frame;
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
}
VMBKMCL_EXPORT(vmbkmcl_try_begin);

VOID vmbkmcl_try_end(struct vmbkmcl_try *frame)
{
	struct seh_bucket *bucket = seh_bucket_of(seh_context());
	unsigned long flags;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	seh_remove(bucket, frame);
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
}
VMBKMCL_EXPORT(vmbkmcl_try_end);

/* The stack below the function that is returned to is no function's any more. */
static void seh_forget_stack(const struct vmbkmcl_try *frame)
{
#ifdef CONFIG_KASAN_GENERIC
	unsigned long here = (unsigned long)__builtin_frame_address(0);
	unsigned long there = (unsigned long)frame;

	here = ALIGN_DOWN(here, 1UL << KASAN_SHADOW_SCALE_SHIFT);
	__memset(kasan_mem_to_shadow((void *)here), 0,
		 (there - here) >> KASAN_SHADOW_SCALE_SHIFT);
#endif
}

/* Returns from __builtin_setjmp() once more. Newer frames are taken off the list. */
static void seh_resume(struct vmbkmcl_try *frame, enum seh_state state)
{
	struct seh_bucket *bucket = seh_bucket_of(frame->Context);
	struct vmbkmcl_try **link, *other;
	unsigned long flags;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	frame->State = state;
	for (link = &bucket->first; (other = *link) != frame;) {
		if (other->Context == frame->Context)
			*link = other->Next;
		else
			link = &other->Next;
	}
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	seh_forget_stack(frame);
	vmbkmcl_try_jump(frame);
	BUG();
}

void vmbkmcl_try_forget(void)
{
	unsigned long context = seh_context(), flags;
	struct seh_bucket *bucket = seh_bucket_of(context);
	struct vmbkmcl_try **link, *frame;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	for (link = &bucket->first; (frame = *link);) {
		if (frame->Context == context)
			*link = frame->Next;
		else
			link = &frame->Next;
	}
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
}

/* Whether the newest block has ended by an exception; what follows is its handler. */
BOOLEAN vmbkmcl_try_raised(void)
{
	struct vmbkmcl_try *frame = seh_newest(false);

	if (WARN_ON_ONCE(!frame))
		return FALSE;
	if (frame->State != SEH_RAISED) {
		frame->State = SEH_DONE;
		return FALSE;
	}
	frame->State = SEH_HANDLER;
	return TRUE;
}
VMBKMCL_EXPORT(vmbkmcl_try_raised);

BOOLEAN vmbkmcl_try_filter(LONG disposition)
{
	struct vmbkmcl_try *frame = seh_newest(true);
	NTSTATUS status;

	if (disposition > 0 || WARN_ON_ONCE(!frame))
		return TRUE;
	status = frame->Record.ExceptionCode;
	frame->State = SEH_DONE;
	ExRaiseStatus(status);
	return FALSE;
}
VMBKMCL_EXPORT(vmbkmcl_try_filter);

BOOLEAN vmbkmcl_finally_begin(void)
{
	struct vmbkmcl_try *frame = seh_newest(false);

	if (!WARN_ON_ONCE(!frame))
		frame->State = frame->State == SEH_RAISED ? SEH_FINALLY : SEH_FINALLY_LEFT;
	return TRUE;
}
VMBKMCL_EXPORT(vmbkmcl_finally_begin);

BOOLEAN vmbkmcl_finally_end(void)
{
	struct vmbkmcl_try *frame = seh_newest(true);
	enum seh_state state;

	if (WARN_ON_ONCE(!frame))
		return FALSE;
	state = frame->State;
	frame->State = SEH_DONE;
	if (state == SEH_FINALLY)
		ExRaiseStatus(frame->Record.ExceptionCode);
	return FALSE;
}
VMBKMCL_EXPORT(vmbkmcl_finally_end);

VOID vmbkmcl_try_leave(void)
{
	struct vmbkmcl_try *frame = seh_newest(false);

	BUG_ON(!frame);
	seh_resume(frame, SEH_LEFT);
}
VMBKMCL_EXPORT(vmbkmcl_try_leave);

/* The exception that is handled, or NULL. */
PEXCEPTION_POINTERS vmbkmcl_exception(void)
{
	struct vmbkmcl_try *frame = seh_newest(true);

	return frame && frame->State != SEH_FINALLY_LEFT ? &frame->Pointers : NULL;
}
VMBKMCL_EXPORT(vmbkmcl_exception);

/* Returns only when no __try is there for it. */
static void seh_raise(NTSTATUS status, void *address)
{
	struct vmbkmcl_try *frame = seh_newest(false);

	if (!frame)
		return;
	frame->Record = (EXCEPTION_RECORD){
		.ExceptionCode = status,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
		.ExceptionAddress = address,
	};
	frame->Pointers = (EXCEPTION_POINTERS){ .ExceptionRecord = &frame->Record };
	seh_resume(frame, SEH_RAISED);
}

VOID ExRaiseStatus(NTSTATUS Status)
{
	seh_raise(Status, __builtin_return_address(0));
	KeBugCheckEx(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)Status,
		     (ULONG_PTR)__builtin_return_address(0), 0, 0);
}
VMBKMCL_EXPORT(ExRaiseStatus);

void vmbkmcl_raise(NTSTATUS status)
{
	seh_raise(status, __builtin_return_address(0));
	pr_warn_ratelimited("%s: a driver does not handle the exception %#x\n",
			    current->comm, status);
}
