// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu.c - virtual processors and their run loop.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"

/* A busy machine may take long to end KVM_RUN. */
#define STOP_SECONDS 20

void vcpu_create(struct machine *m, unsigned int index)
{
	struct vcpu *vcpu = &m->vcpus[index];

	vcpu->machine = m;
	vcpu->index = index;
	vcpu->fd = ioctl(m->vm_fd, KVM_CREATE_VCPU, index);
	if (vcpu->fd < 0)
		die_errno("cannot create virtual processor %u", index);
	vcpu->run = mmap(NULL, m->vcpu_run_size, PROT_READ | PROT_WRITE,
			 MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		die_errno("cannot map the state of virtual processor %u", index);
	arch_vcpu_init(vcpu);
	synic_init(vcpu);
}

void vcpu_exit_mmio(struct vcpu *vcpu)
{
	/* To an isolated guest a device is something shared. */
	uint64_t boundary = isolation_boundary(vcpu->machine);
	struct kvm_run *run = vcpu->run;

	if (disk_mmio(vcpu->machine->disk, run->mmio.phys_addr & ~boundary, run->mmio.data,
		      run->mmio.len, run->mmio.is_write))
		return;
	/* Nothing is there: as on a bus without a device. */
	if (!run->mmio.is_write)
		memset(run->mmio.data, 0xff, sizeof(run->mmio.data));
}

static void vcpu_exit(struct vcpu *vcpu)
{
	struct machine *m = vcpu->machine;
	struct kvm_run *run = vcpu->run;
	char where[WHERE_BYTES];

	switch (run->exit_reason) {
	case KVM_EXIT_INTR:
		break;
	case KVM_EXIT_INTERNAL_ERROR:
		arch_vcpu_where(vcpu, where, sizeof(where));
		vm_end(m, STATUS_RESET,
		       "KVM cannot emulate what the guest did (error %u) on cpu %u, %s",
		       run->internal.suberror, vcpu->index, where);
		break;
	case KVM_EXIT_FAIL_ENTRY:
		vm_end(m, STATUS_HOST, "the processor refused to enter the guest, reason %#llx",
		       run->fail_entry.hardware_entry_failure_reason);
		break;
	default:
		if (!arch_vcpu_exit(vcpu))
			vm_end(m, STATUS_HOST, "KVM returned for an unknown reason, %u",
			       run->exit_reason);
		break;
	}
}

static void *vcpu_thread(void *arg)
{
	struct vcpu *vcpu = arg;
	struct machine *m = vcpu->machine;
	char name[16];

	snprintf(name, sizeof(name), "vcpu%u", vcpu->index);
	pthread_setname_np(pthread_self(), name);
	while (!atomic_load_explicit(&m->ending, memory_order_acquire)) {
		if (!arch_vcpu_run(vcpu)) {
			vcpu_exit(vcpu);
		} else if (errno != EINTR && errno != EAGAIN) {
			if (errno != EFAULT || !isolation_violated(vcpu))
				vm_end(m, STATUS_HOST, "cpu %u cannot run: %s",
				       vcpu->index, strerror(errno));
			break;
		}
	}
	return NULL;
}

static void vcpu_kicked(int signal)
{
	(void)signal;	/* interrupting KVM_RUN is all it is for */
}

void vcpu_start(struct vcpu *vcpu)
{
	struct sigaction action = { .sa_handler = vcpu_kicked };

	sigaction(SIGUSR1, &action, NULL);
	if (pthread_create(&vcpu->thread, NULL, vcpu_thread, vcpu))
		die("cannot start the thread of virtual processor %u", vcpu->index);
	vcpu->started = true;
}

void vcpu_kick(struct vcpu *vcpu)
{
	/* Also ends a KVM_RUN that has not begun when the signal comes. */
	__atomic_store_n(&vcpu->run->immediate_exit, 1, __ATOMIC_SEQ_CST);
	if (vcpu->started)
		pthread_kill(vcpu->thread, SIGUSR1);
}

/*
 * Its thread goes on, and its memory is still in use: nothing may be freed. What the guest
 * and the trace wrote is for those who look for the reason; and a run that passed has not
 * met its expectations yet.
 */
static void vcpu_abandon(struct machine *m, unsigned int index) __attribute__((noreturn));
static void vcpu_abandon(struct machine *m, unsigned int index)
{
	say("%s", m->reason[0] ? m->reason : "the guest has ended");
	say("cpu %u does not stop", index);
	loop_destroy(m);
	_exit(m->status == STATUS_PASS ? STATUS_HOST : m->status);
}

void vcpu_stop_all(struct machine *m)
{
	struct timespec deadline;
	unsigned int i;

	for (i = 0; i < m->options->cpus; i++)
		vcpu_kick(&m->vcpus[i]);
	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += STOP_SECONDS;
	for (i = 0; i < m->options->cpus; i++) {
		if (!m->vcpus[i].started)
			continue;
		if (pthread_timedjoin_np(m->vcpus[i].thread, NULL, &deadline))
			vcpu_abandon(m, i);
		m->vcpus[i].started = false;
	}
}

void vcpu_dump_all(struct machine *m)
{
	struct kvm_mp_state state;
	char where[WHERE_BYTES];
	unsigned int i;

	for (i = 0; i < m->options->cpus; i++) {
		if (ioctl(m->vcpus[i].fd, KVM_GET_MP_STATE, &state) < 0)
			continue;
		arch_vcpu_where(&m->vcpus[i], where, sizeof(where));
		say("cpu %u: %s %s", i,
		    state.mp_state == KVM_MP_STATE_RUNNABLE ? "running" :
		    state.mp_state == KVM_MP_STATE_HALTED ? "idle" : "not started", where);
	}
}
