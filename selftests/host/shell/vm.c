// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm.c - the virtual machine: KVM, memory, and how a run ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine.h"

static const struct needed_cap needed_caps[] = {
	{ KVM_CAP_USER_MEMORY, "KVM_CAP_USER_MEMORY" },
	{ KVM_CAP_IMMEDIATE_EXIT, "KVM_CAP_IMMEDIATE_EXIT" },
	{ 0 },
};

static void vm_check_caps(struct machine *m, const struct needed_cap *needed)
{
	for (; needed->name; needed++)
		if (ioctl(m->kvm_fd, KVM_CHECK_EXTENSION, needed->cap) <= 0)
			die("this KVM is too old: it lacks %s", needed->name);
}

static void vm_open_kvm(struct machine *m)
{
	int version, size;

	m->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (m->kvm_fd < 0)
		die_errno("cannot open /dev/kvm");
	version = ioctl(m->kvm_fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION)
		die("/dev/kvm speaks version %d, not %d", version, KVM_API_VERSION);
	vm_check_caps(m, needed_caps);
	vm_check_caps(m, arch_caps);
	size = ioctl(m->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < (int)sizeof(struct kvm_run))
		die("KVM_GET_VCPU_MMAP_SIZE returned %d", size);
	m->vcpu_run_size = size;
}

static void vm_create_fd(struct machine *m)
{
	do
		m->vm_fd = ioctl(m->kvm_fd, KVM_CREATE_VM, 0);
	while (m->vm_fd < 0 && errno == EINTR);
	if (m->vm_fd < 0)
		die_errno("cannot create a virtual machine (has this processor %s?)", KVM_NEEDS);
}

void vm_add_ram(struct machine *m, uint64_t gpa, uint64_t size)
{
	struct ram *ram = &m->ram[m->rams];
	struct kvm_userspace_memory_region region = {
		.slot = m->rams,
		.guest_phys_addr = gpa,
		.memory_size = size,
	};
	void *hva;

	hva = mmap(NULL, size, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (hva == MAP_FAILED)
		die_errno("cannot map %llu MiB of guest memory",
			  (unsigned long long)(size >> 20));
	/* Nested paging is slow: large pages spare it most of its faults. */
	madvise(hva, size, MADV_HUGEPAGE);

	region.userspace_addr = (uintptr_t)hva;
	if (ioctl(m->vm_fd, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		die_errno("KVM_SET_USER_MEMORY_REGION");
	ram->gpa = gpa;
	ram->size = size;
	ram->hva = hva;
	if (m->options->isolation != ISOLATION_NONE)
		isolation_add_ram(m, ram, m->rams);
	m->rams++;
}

void vm_create(struct machine *m)
{
	vm_open_kvm(m);
	vm_create_fd(m);
	arch_vm_init(m);
}

void vm_destroy(struct machine *m)
{
	unsigned int i;

	for (i = 0; i < m->options->cpus; i++) {
		munmap(m->vcpus[i].run, m->vcpu_run_size);
		close(m->vcpus[i].fd);
	}
	close(m->vm_fd);
	close(m->kvm_fd);
	for (i = 0; i < m->rams; i++) {
		isolation_free_ram(&m->ram[i]);
		munmap(m->ram[i].hva, m->ram[i].size);
	}
}

void *vm_gpa(struct machine *m, uint64_t gpa, uint64_t len)
{
	uint64_t shared = gpa & isolation_boundary(m);
	unsigned int i;

	gpa -= shared;
	for (i = 0; i < m->rams; i++) {
		struct ram *ram = &m->ram[i];

		if (gpa >= ram->gpa && gpa - ram->gpa < ram->size &&
		    len <= ram->size - (gpa - ram->gpa))
			return (shared ? ram->shared : ram->hva) + (gpa - ram->gpa);
	}
	return NULL;
}

void vm_end(struct machine *m, int status, const char *format, ...)
{
	uint64_t one = 1;
	va_list args;

	if (atomic_exchange(&m->ended, true))
		return;
	va_start(args, format);
	vsnprintf(m->reason, sizeof(m->reason), format, args);
	va_end(args);
	m->status = status;
	atomic_store(&m->ending, true);
	if (write(m->end_fd, &one, sizeof(one)) < 0)
		say("cannot wake the main thread: %s", strerror(errno));
}
