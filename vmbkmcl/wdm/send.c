// SPDX-License-Identifier: GPL-2.0-only
/*
 * send.c - sending a request and waiting for it.
 *
 * A signal that the process acts on (one that kills it or that it has a handler
 * for) cancels the request that the process waits for. A signal that only stops
 * the process does not, nor does the freezer: a request is freed and its buffers
 * are unlocked in the system call that sent it, which therefore has to stay. The
 * freezer finds the process in that call; a stop takes effect at the call's end.
 */
#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "../compat/compat.h"
#include "wdm.h"

/* How often a process that is to stop looks for signals that it acts on. */
#define SEND_STOPPED_INTERVAL	(HZ / 10)

static void sent_done(PIRP irp)
{
	complete(irp->LinuxContext);
}

static void send(PDEVICE_OBJECT device, PIRP irp, struct completion *done)
{
	irp->LinuxDone = sent_done;
	irp->LinuxContext = done;
	IofCallDriver(device, irp);
}

NTSTATUS vmbkmcl_irp_send(PDEVICE_OBJECT device, PIRP irp)
{
	DECLARE_COMPLETION_ONSTACK(done);

	send(device, irp, &done);
	vmbkmcl_await(&done);
	return irp->IoStatus.Status;
}

/* A task keeps its own until it exits. */
static struct sighand_struct *own_handlers(void)
{
	return rcu_dereference_protected(current->sighand, true);
}

/* Whether the calling process acts on signal @number, other than by stopping. */
static bool signal_is_acted_on(int number)
{
	__sighandler_t handler = own_handlers()->action[number - 1].sa.sa_handler;

	lockdep_assert_held(&own_handlers()->siglock);
	if (handler != SIG_DFL)
		return handler != SIG_IGN;
	return !sig_kernel_stop(number) && !sig_kernel_ignore(number);
}

/*
 * io_uring wakes its own threads so, to cancel what they do. In any other thread this
 * is no signal, but work that it does when it returns to user space.
 */
static bool io_uring_cancels(void)
{
	return current->flags & PF_IO_WORKER && vmbkmcl_compat_notified();
}

static bool signalled(void)
{
	bool acted_on = io_uring_cancels();
	sigset_t pending;
	int number;

	spin_lock_irq(&own_handlers()->siglock);
	/* The freezer wakes with a signal that is none, which then stays. */
	recalc_sigpending();
	sigorsets(&pending, &current->pending.signal,
		  &current->signal->shared_pending.signal);
	sigandnsets(&pending, &pending, &current->blocked);
	for (number = 1; number <= _NSIG; number++)
		acted_on |= sigismember(&pending, number) && signal_is_acted_on(number);
	spin_unlock_irq(&own_handlers()->siglock);
	return acted_on;
}

/* Wait as said above; false when a signal ended it. */
static bool wait_for_request(struct completion *done)
{
	while (wait_for_completion_interruptible(done)) {
		if (signalled())
			return false;
		try_to_freeze();
		/* A stop is pending, and would wake the process at once. */
		if (signal_pending(current) &&
		    wait_for_completion_killable_timeout(done, SEND_STOPPED_INTERVAL) > 0)
			return true;
	}
	return true;
}

/*
 * A thread of io_uring's has no system call to restart, and 6.12's passes the request to
 * do so on to the program (kiocb_done()).
 */
static int interrupted(void)
{
	return current->flags & PF_IO_WORKER ? -EINTR : -ERESTARTSYS;
}

int vmbkmcl_irp_send_cancelable(PDEVICE_OBJECT device, PIRP irp, bool wait)
{
	DECLARE_COMPLETION_ONSTACK(done);
	int why = -EAGAIN;

	send(device, irp, &done);
	if (wait ? wait_for_request(&done) : try_wait_for_completion(&done))
		return 0;
	if (wait)
		why = interrupted();
	/* It is ours until it is done, so it can be cancelled safely. */
	IoCancelIrp(irp);
	vmbkmcl_await(&done);
	return why;
}
