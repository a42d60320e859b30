/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kcase - tests that run inside the kernel, driven from user space.
 *
 * A test module lists its cases in suites and registers them; kcase.ko shows
 * them below /sys/kernel/debug/kcase/<group>/ and runs one at a time, each in
 * a thread of its own under a time limit.  lib/kcase_run turns that into KTAP.
 *
 *	static void test_answer(struct kcase *t)
 *	{
 *		EXPECT_EQ(t, answer(), 42);
 *	}
 *
 *	static const struct kcase_spec my_cases[] = {
 *		KCASE(answer, "the answer is 42", test_answer),
 *	};
 *	const struct kcase_suite my_suite = KCASE_SUITE("my", my_cases);
 *
 *	static const struct kcase_suite *const suites[] = { &my_suite };
 *	static struct kcase_group group = KCASE_GROUP("mine", suites);
 *	module_kcase_group(group);
 *
 * EXPECT_*() notes a failure and goes on; ASSERT_*() also returns from the
 * calling function, which must return void.  Both may be used in any context
 * and from any thread, for as long as the case runs.
 */
#ifndef KCASE_H
#define KCASE_H

#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/wait.h>

struct dentry;
struct kcase;

#define KCASE_DEFAULT_TIMEOUT	120	/* seconds */

/**
 * struct kcase_spec - one test
 * @name: unique within its suite; [A-Za-z0-9_]
 * @rule: what is shown to hold, in one line
 * @run: the test; process context, may sleep
 * @arg: for a function that serves several cases
 * @timeout: seconds, before the kcase.timeout_percent parameter; 0: default
 */
struct kcase_spec {
	const char *name;
	const char *rule;
	void (*run)(struct kcase *t);
	unsigned long arg;
	unsigned int timeout;
};

#define KCASE(_name, _rule, _fn) \
	{ .name = #_name, .rule = (_rule), .run = (_fn) }
#define KCASE_ARG(_name, _rule, _fn, _arg) \
	{ .name = #_name, .rule = (_rule), .run = (_fn), .arg = (_arg) }
#define KCASE_SLOW(_name, _rule, _fn, _arg, _seconds) \
	{ .name = #_name, .rule = (_rule), .run = (_fn), .arg = (_arg), \
	  .timeout = (_seconds) }

/**
 * struct kcase_suite - cases that share a fixture
 * @name: shown ahead of the case's name, with a dot between
 * @cases: the cases
 * @count: how many
 * @setup: called before each case, in its thread; may use EXPECT, SKIP and
 *	set t->priv; the case is not run when it failed, skipped or returned
 *	an error
 * @teardown: called after each case whose setup was called, whatever became
 *	of it
 */
struct kcase_suite {
	const char *name;
	const struct kcase_spec *cases;
	size_t count;
	int (*setup)(struct kcase *t);
	void (*teardown)(struct kcase *t);
};

#define KCASE_SUITE(_name, _cases) \
	{ .name = (_name), .cases = (_cases), .count = ARRAY_SIZE(_cases) }
#define KCASE_SUITE_FIXTURE(_name, _cases, _setup, _teardown) \
	{ .name = (_name), .cases = (_cases), .count = ARRAY_SIZE(_cases), \
	  .setup = (_setup), .teardown = (_teardown) }

/**
 * struct kcase_group - the suites of one module
 * @name: of its debugfs directory
 * @suites: the suites
 * @count: how many
 * @owner: the module, pinned while one of its cases runs
 * @dir: kcase's
 */
struct kcase_group {
	const char *name;
	const struct kcase_suite *const *suites;
	size_t count;
	struct module *owner;
	struct dentry *dir;
};

#define KCASE_GROUP(_name, _suites) \
	{ .name = (_name), .suites = (_suites), \
	  .count = ARRAY_SIZE(_suites), .owner = THIS_MODULE }

int kcase_group_register(struct kcase_group *group);
void kcase_group_unregister(struct kcase_group *group);

/* For a module that is nothing but tests. */
#define module_kcase_group(_group)				\
	static int __init _group##_init(void)			\
	{							\
		return kcase_group_register(&(_group));		\
	}							\
	module_init(_group##_init);				\
	static void __exit _group##_exit(void)			\
	{							\
		kcase_group_unregister(&(_group));		\
	}							\
	module_exit(_group##_exit)

/**
 * struct kcase - a running case, as the case sees it
 * @priv: the fixture's
 * @arg: the case's
 * @seed: of everything random in this case; kcase.seed, or a new one;
 *	printed with any failure
 */
struct kcase {
	void *priv;
	unsigned long arg;
	u64 seed;
};

/* A count of repetitions, after the kcase.scale_percent parameter; at least 1. */
unsigned int kcase_scaled(const struct kcase *t, unsigned int count);

/* The next number from the case's own generator. Any context. */
u64 kcase_random(struct kcase *t);
/* A number in [@low, @high], almost uniform. */
u32 kcase_random_range(struct kcase *t, u32 low, u32 high);

/* Jiffies until the case's time is up, less a second; at least 1. */
unsigned long kcase_time_left(const struct kcase *t);

/* True once the time is up: loops must end then. */
bool kcase_expired(const struct kcase *t);

bool kcase_failed(const struct kcase *t);

/* A line for the result, shown whatever the outcome. Any context. */
__printf(2, 3) void kcase_note(struct kcase *t, const char *fmt, ...);
/* A line passed on as it is: a row of a benchmark. */
__printf(2, 3) void kcase_row(struct kcase *t, const char *fmt, ...);
__printf(4, 5) void kcase_fail(struct kcase *t, const char *file, int line,
			       const char *fmt, ...);
__printf(2, 3) void kcase_skip(struct kcase *t, const char *fmt, ...);

/* Wait within the case's time; a failure is noted at the caller's place. */
bool kcase_wait_at(struct kcase *t, struct completion *done, const char *file,
		   int line, const char *what);
#define kcase_wait(t, done) \
	kcase_wait_at(t, done, __FILE__, __LINE__, #done)

/* Wait as long as it takes, for a thread that uses the case's memory. */
void kcase_join(struct completion *done);

#define FAIL(t, ...)		kcase_fail(t, __FILE__, __LINE__, __VA_ARGS__)

/* End the case as skipped; returns from the calling function. */
#define SKIP(t, ...)					\
	do {						\
		kcase_skip(t, __VA_ARGS__);		\
		return;					\
	} while (0)

#define KCASE_CHECK_TRUE(t, cond)					\
({									\
	bool ok_ = !!(cond);						\
									\
	if (!ok_)							\
		FAIL(t, "expected %s", #cond);				\
	ok_;								\
})

/* Integers and enums of any type; compared as 64-bit values. */
#define KCASE_CHECK_OP(t, a, op, b)					\
({									\
	typeof(a) a_ = (a);						\
	typeof(b) b_ = (b);						\
	bool ok_ = a_ op b_;						\
									\
	if (!ok_)							\
		FAIL(t, "expected %s %s %s; %lld (%#llx) and %lld (%#llx)", \
		     #a, #op, #b, (long long)a_, (long long)a_,		\
		     (long long)b_, (long long)b_);			\
	ok_;								\
})

#define KCASE_CHECK_PTR(t, a, op, b)					\
({									\
	const void *a_ = (a);						\
	const void *b_ = (b);						\
	bool ok_ = a_ op b_;						\
									\
	if (!ok_)							\
		FAIL(t, "expected %s %s %s; %p and %p",		\
		     #a, #op, #b, a_, b_);				\
	ok_;								\
})

#define KCASE_CHECK_MEM(t, a, b, len)					\
	kcase_check_mem(t, a, b, len, __FILE__, __LINE__, #a, #b)

bool kcase_check_mem(struct kcase *t, const void *a, const void *b, size_t len,
		     const char *file, int line, const char *a_text,
		     const char *b_text);

/* Wait until @cond holds, at most @ms; looks at it every millisecond. */
#define KCASE_CHECK_SOON(t, cond, ms)					\
({									\
	bool ok_ = kcase_poll(t, ms, ({ !!(cond); }));			\
									\
	if (!ok_)							\
		FAIL(t, "not within %u ms: %s", (unsigned int)(ms), #cond); \
	ok_;								\
})

#define kcase_poll(t, ms, cond)						\
({									\
	unsigned long end_ = jiffies + msecs_to_jiffies(ms) + 1;	\
	bool held_;							\
									\
	while (!(held_ = (cond)) && time_before(jiffies, end_) &&	\
	       !kcase_expired(t))					\
		kcase_pause();						\
	held_ || (cond);						\
})

void kcase_pause(void);

#define KCASE_OR_RETURN(check)				\
	do {						\
		if (!(check))				\
			return;				\
	} while (0)

#define EXPECT_TRUE(t, cond)	((void)KCASE_CHECK_TRUE(t, cond))
#define EXPECT_FALSE(t, cond)	((void)KCASE_CHECK_TRUE(t, !(cond)))
#define EXPECT_EQ(t, a, b)	((void)KCASE_CHECK_OP(t, a, ==, b))
#define EXPECT_NE(t, a, b)	((void)KCASE_CHECK_OP(t, a, !=, b))
#define EXPECT_LT(t, a, b)	((void)KCASE_CHECK_OP(t, a, <, b))
#define EXPECT_LE(t, a, b)	((void)KCASE_CHECK_OP(t, a, <=, b))
#define EXPECT_GT(t, a, b)	((void)KCASE_CHECK_OP(t, a, >, b))
#define EXPECT_GE(t, a, b)	((void)KCASE_CHECK_OP(t, a, >=, b))
#define EXPECT_PTR_EQ(t, a, b)	((void)KCASE_CHECK_PTR(t, a, ==, b))
#define EXPECT_PTR_NE(t, a, b)	((void)KCASE_CHECK_PTR(t, a, !=, b))
#define EXPECT_NULL(t, a)	((void)KCASE_CHECK_PTR(t, a, ==, NULL))
#define EXPECT_NOT_NULL(t, a)	((void)KCASE_CHECK_PTR(t, a, !=, NULL))
#define EXPECT_MEM_EQ(t, a, b, len)	((void)KCASE_CHECK_MEM(t, a, b, len))
#define EXPECT_SOON(t, cond, ms)	((void)KCASE_CHECK_SOON(t, cond, ms))

#define ASSERT_TRUE(t, cond)	KCASE_OR_RETURN(KCASE_CHECK_TRUE(t, cond))
#define ASSERT_FALSE(t, cond)	KCASE_OR_RETURN(KCASE_CHECK_TRUE(t, !(cond)))
#define ASSERT_EQ(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, ==, b))
#define ASSERT_NE(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, !=, b))
#define ASSERT_LT(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, <, b))
#define ASSERT_LE(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, <=, b))
#define ASSERT_GT(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, >, b))
#define ASSERT_GE(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_OP(t, a, >=, b))
#define ASSERT_PTR_EQ(t, a, b)	KCASE_OR_RETURN(KCASE_CHECK_PTR(t, a, ==, b))
#define ASSERT_NOT_NULL(t, a)	KCASE_OR_RETURN(KCASE_CHECK_PTR(t, a, !=, NULL))
#define ASSERT_MEM_EQ(t, a, b, len) \
	KCASE_OR_RETURN(KCASE_CHECK_MEM(t, a, b, len))
#define ASSERT_SOON(t, cond, ms) \
	KCASE_OR_RETURN(KCASE_CHECK_SOON(t, cond, ms))
#define ASSERT_DONE(t, done)	KCASE_OR_RETURN(kcase_wait(t, done))

#endif /* KCASE_H */
