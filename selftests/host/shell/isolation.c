// SPDX-License-Identifier: GPL-2.0-only
/*
 * isolation.c - the memory of a guest that Hyper-V isolates by VBS.
 *
 * The hypervisor, whom such a guest trusts, keeps the host's side of VMBus from its
 * memory; the core decides what that side may touch. With a boundary, memory appears a
 * second time above it, for kernels that use what they share there. If that is other
 * memory, a page's contents move when it changes sides, and junk is left behind.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "machine.h"

#define CALL_FAST(control)	((control) >> 16 & 1)
#define CALL_COUNT(control)	((control) >> 32 & 0xfff)
#define CALL_START(control)	((control) >> 48 & 0xfff)
#define CALL_DONE(count)	((uint64_t)(count) << 32)

#define PARTITION_SELF		(~0ull)
#define VISIBILITY_NONE		0u
#define VISIBILITY_READ_WRITE	3u
#define STATUS_INVALID_INPUT	3

#define JUNK			0xe5

/**
 * struct visibility_input - HvCallModifySparseGpaPageHostVisibility
 */
struct visibility_input {
	uint64_t partition;
	uint32_t visibility;
	uint32_t reserved;
	uint64_t pfns[(PAGE_BYTES - 16) / 8];
};

uint64_t isolation_boundary(const struct machine *m)
{
	return m->options->boundary_bit ? 1ull << m->options->boundary_bit : 0;
}

static uint8_t *other_memory(uint64_t size, bool strict)
{
	void *memory = mmap(NULL, size, strict ? PROT_NONE : PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		die_errno("cannot map %llu MiB of shared memory",
			  (unsigned long long)(size >> 20));
	return memory;
}

void isolation_add_ram(struct machine *m, struct ram *ram, uint32_t slot)
{
	enum isolation_memory kind = m->options->isolation;
	struct kvm_userspace_memory_region region = {
		.slot = RAMS + slot,
		.guest_phys_addr = isolation_boundary(m) + ram->gpa,
		.memory_size = ram->size,
	};

	ram->shared = ram->hva;
	if (kind != ISOLATION_SAME) {
		ram->shared = other_memory(ram->size, kind == ISOLATION_STRICT);
		ram->is_shared = calloc(ram->size / PAGE_BYTES, sizeof(*ram->is_shared));
		if (!ram->is_shared)
			die("no memory");
	}
	if (!isolation_boundary(m))
		return;
	region.userspace_addr = (uintptr_t)ram->shared;
	if (ioctl(m->vm_fd, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		die_errno("KVM_SET_USER_MEMORY_REGION above the boundary");
}

void isolation_free_ram(struct ram *ram)
{
	if (ram->shared && ram->shared != ram->hva)
		munmap(ram->shared, ram->size);
	free(ram->is_shared);
}

/* The page's flag, or NULL if its two sides are one. */
static atomic_bool *page_is_shared(struct machine *m, uint64_t low)
{
	unsigned int i;

	for (i = 0; i < m->rams; i++) {
		struct ram *ram = &m->ram[i];

		if (ram->is_shared && low >= ram->gpa && low - ram->gpa < ram->size)
			return &ram->is_shared[(low - ram->gpa) / PAGE_BYTES];
	}
	return NULL;
}

void *isolation_present(struct machine *m, uint64_t gpa, uint64_t len)
{
	uint64_t boundary = isolation_boundary(m), low = gpa & ~boundary, page;
	atomic_bool *is_shared = page_is_shared(m, low);
	bool shared;

	/* Of no bytes there is no last page. */
	if (!len || !is_shared || !vm_gpa(m, low, len))
		return vm_gpa(m, gpa, len);
	shared = *is_shared;
	for (page = 1; page <= (low % PAGE_BYTES + len - 1) / PAGE_BYTES; page++)
		if (is_shared[page] != shared)
			return NULL;
	return vm_gpa(m, shared ? low | boundary : low, len);
}

bool isolation_read(struct machine *m, uint64_t gpa, void *to, uint64_t len)
{
	const void *from;

	pthread_mutex_lock(&m->core_lock);
	from = isolation_present(m, gpa, len);
	if (from)
		memcpy(to, from, len);
	pthread_mutex_unlock(&m->core_lock);
	return from;
}

static void page_protect(uint8_t *page, int protection)
{
	if (mprotect(page, PAGE_BYTES, protection))
		say("cannot protect a page: each is a mapping, see vm.max_map_count");
}

void isolation_visible(struct machine *m, uint64_t gpa, bool visible)
{
	uint64_t boundary = isolation_boundary(m);
	uint8_t *private = vm_gpa(m, gpa, PAGE_BYTES);
	uint8_t *shared = vm_gpa(m, gpa | boundary, PAGE_BYTES);
	uint8_t *from = visible ? private : shared;
	uint8_t *to = visible ? shared : private;
	bool strict = m->options->isolation == ISOLATION_STRICT;

	if (private == shared)
		return;
	if (strict)
		page_protect(to, PROT_READ | PROT_WRITE);
	memcpy(to, from, PAGE_BYTES);
	memset(from, JUNK, PAGE_BYTES);
	*page_is_shared(m, gpa & ~boundary) = visible;
	if (strict)
		page_protect(from, PROT_NONE);
}

/* Copy the call's input out of guest memory, once. */
static bool call_input(struct machine *m, uint64_t gpa, uint64_t count,
		       struct visibility_input *input)
{
	size_t size = offsetof(struct visibility_input, pfns[count]);

	if (gpa % 8 || gpa % PAGE_BYTES + size > PAGE_BYTES)
		return false;
	if (!isolation_read(m, gpa, input, size))
		return false;
	return input->partition == PARTITION_SELF && !input->reserved &&
	       (input->visibility == VISIBILITY_NONE ||
		input->visibility == VISIBILITY_READ_WRITE);
}

uint64_t isolation_call(struct machine *m, uint64_t control, uint64_t gpa)
{
	uint64_t count = CALL_COUNT(control), start = CALL_START(control);
	struct visibility_input input;
	uint32_t done = 0;
	uint16_t status;

	if (CALL_FAST(control) || start >= count || count > ARRAY_SIZE(input.pfns) ||
	    !call_input(m, gpa, count, &input))
		return STATUS_INVALID_INPUT;
	status = host_visibility(m, input.pfns + start, count - start,
				 input.visibility != VISIBILITY_NONE, &done);
	return status | CALL_DONE(start + done);
}

bool isolation_violated(struct vcpu *vcpu)
{
	struct machine *m = vcpu->machine;
	char where[WHERE_BYTES];

	if (m->options->isolation != ISOLATION_STRICT)
		return false;
	arch_vcpu_where(vcpu, where, sizeof(where));
	vm_end(m, STATUS_RESET, "the guest used the wrong side of a page: cpu %u, %s",
	       vcpu->index, where);
	return true;
}
