// SPDX-License-Identifier: GPL-2.0-only
/*
 * kcase - tests that run inside the kernel: registration, running, results.
 *
 * debugfs, one directory a group:
 *	tests	a line for each case: name, time limit in seconds and rule,
 *		with tabs between
 *	run	write a case's name, read its result from the same descriptor:
 *		first line "pass", "fail" or "skip <reason>", then notes, each
 *		with "# " ahead of it, and rows of benchmarks as they are
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include "init_fs.h"
#include "kcase.h"

#define KCASE_TEXT_SIZE		32768
#define KCASE_LINE_SIZE		320
#define KCASE_NAME_SIZE		128

static unsigned long long seed;
module_param(seed, ullong, 0644);
MODULE_PARM_DESC(seed, "seed of everything random; 0: a new one for each case");

static unsigned int scale_percent = 100;
module_param(scale_percent, uint, 0644);
MODULE_PARM_DESC(scale_percent, "repetitions, in percent of the usual");

static unsigned int timeout_percent = 100;
module_param(timeout_percent, uint, 0644);
MODULE_PARM_DESC(timeout_percent, "time limits, in percent of the usual");

/**
 * struct kcase_run - one execution of a case
 * @test: what the case sees
 * @group: of the case; its module is pinned
 * @suite: of the case
 * @kase: the case
 * @thread: executes it, then waits to be stopped
 * @finished: the case has ended
 * @ended: woken when it has
 * @deadline: jiffies at which it is given up
 * @random: state of kcase_random()
 * @lock: protects the members below; taken in any context
 * @text: result, notes and rows; never NUL-terminated
 * @used: bytes of @text
 * @lost: lines that found no room
 * @failed: an expectation was not met
 * @skipped: the case asked not to be run
 * @closed: the result is final, what comes later is dropped
 * @reason: of skipping
 */
struct kcase_run {
	struct kcase test;
	struct kcase_group *group;
	const struct kcase_suite *suite;
	const struct kcase_spec *kase;
	struct task_struct *thread;
	struct completion finished;
	wait_queue_head_t ended;
	unsigned long deadline;
	atomic64_t random;
	raw_spinlock_t lock;
	char *text;
	size_t used;
	unsigned int lost;
	bool failed;
	bool skipped;
	bool closed;
	char reason[KCASE_LINE_SIZE];
};

/* What reading a descriptor of the run file returns. */
struct kcase_result {
	struct mutex lock;	/* protects text and size */
	char *text;
	size_t size;
};

/* Cases run one at a time; also protects kcase_stuck. */
static DEFINE_MUTEX(kcase_mutex);
/* A case that was given up and whose thread may still be running. */
static struct kcase_run *kcase_stuck;
static struct dentry *kcase_root;

static struct kcase_run *to_run(const struct kcase *t)
{
	return container_of(t, struct kcase_run, test);
}

/* Caller holds run->lock. */
static void run_append(struct kcase_run *run, const char *line, size_t len)
{
	if (run->closed)
		return;
	if (run->used + len + 1 > KCASE_TEXT_SIZE) {
		run->lost++;
		return;
	}
	memcpy(run->text + run->used, line, len);
	run->text[run->used + len] = '\n';
	run->used += len + 1;
}

static __printf(4, 0)
void run_line(struct kcase_run *run, bool failure, const char *prefix,
	      const char *fmt, va_list args)
{
	char line[KCASE_LINE_SIZE];
	unsigned long flags;
	size_t len;

	len = scnprintf(line, sizeof(line), "%s", prefix);
	len += vscnprintf(line + len, sizeof(line) - len, fmt, args);
	strreplace(line, '\n', ' ');

	raw_spin_lock_irqsave(&run->lock, flags);
	if (failure && !run->closed)
		run->failed = true;
	run_append(run, line, len);
	raw_spin_unlock_irqrestore(&run->lock, flags);
}

void kcase_note(struct kcase *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	run_line(to_run(t), false, "# ", fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kcase_note);

void kcase_row(struct kcase *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	run_line(to_run(t), false, "", fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kcase_row);

void kcase_fail(struct kcase *t, const char *file, int line,
		const char *fmt, ...)
{
	char prefix[96];
	va_list args;

	snprintf(prefix, sizeof(prefix), "# %s:%d: ", kbasename(file), line);
	va_start(args, fmt);
	run_line(to_run(t), true, prefix, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kcase_fail);

void kcase_skip(struct kcase *t, const char *fmt, ...)
{
	struct kcase_run *run = to_run(t);
	char reason[KCASE_LINE_SIZE];
	unsigned long flags;
	va_list args;

	va_start(args, fmt);
	vscnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	strreplace(reason, '\n', ' ');

	raw_spin_lock_irqsave(&run->lock, flags);
	run->skipped = true;
	memcpy(run->reason, reason, sizeof(reason));
	raw_spin_unlock_irqrestore(&run->lock, flags);
}
EXPORT_SYMBOL_GPL(kcase_skip);

bool kcase_failed(const struct kcase *t)
{
	return READ_ONCE(to_run(t)->failed);
}
EXPORT_SYMBOL_GPL(kcase_failed);

bool kcase_expired(const struct kcase *t)
{
	return time_after_eq(jiffies, to_run(t)->deadline - HZ);
}
EXPORT_SYMBOL_GPL(kcase_expired);

unsigned long kcase_time_left(const struct kcase *t)
{
	long left = to_run(t)->deadline - HZ - jiffies;

	return max(left, 1L);
}
EXPORT_SYMBOL_GPL(kcase_time_left);

unsigned int kcase_scaled(const struct kcase *t, unsigned int count)
{
	u64 scaled = (u64)count * READ_ONCE(scale_percent) / 100;

	return clamp_t(u64, scaled, 1, UINT_MAX);
}
EXPORT_SYMBOL_GPL(kcase_scaled);

u64 kcase_random(struct kcase *t)
{
	u64 z = atomic64_add_return((s64)0x9e3779b97f4a7c15ull,
				    &to_run(t)->random);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}
EXPORT_SYMBOL_GPL(kcase_random);

u32 kcase_random_range(struct kcase *t, u32 low, u32 high)
{
	return low + (u32)(kcase_random(t) % ((u64)high - low + 1));
}
EXPORT_SYMBOL_GPL(kcase_random_range);

void kcase_pause(void)
{
	usleep_range(1000, 1500);
}
EXPORT_SYMBOL_GPL(kcase_pause);

/* Sleep in parts: the hung-task detector reports a long sleep. */
static bool wait_awake(struct completion *done, unsigned long left)
{
	unsigned long part;

	for (; left; left -= part) {
		part = min_t(unsigned long, left, 20 * HZ);
		if (wait_for_completion_timeout(done, part))
			return true;
	}
	return try_wait_for_completion(done);
}

void kcase_join(struct completion *done)
{
	while (!wait_awake(done, MAX_SCHEDULE_TIMEOUT))
		;
}
EXPORT_SYMBOL_GPL(kcase_join);

bool kcase_wait_at(struct kcase *t, struct completion *done, const char *file,
		   int line, const char *what)
{
	unsigned long left = kcase_time_left(t);

	if (wait_awake(done, left))
		return true;
	kcase_fail(t, file, line, "nothing came within %u ms: %s",
		   jiffies_to_msecs(left), what);
	return false;
}
EXPORT_SYMBOL_GPL(kcase_wait_at);

bool kcase_check_mem(struct kcase *t, const void *a, const void *b, size_t len,
		     const char *file, int line, const char *a_text,
		     const char *b_text)
{
	const u8 *x = a;
	const u8 *y = b;
	size_t i;
	int show;

	if (!memcmp(a, b, len))
		return true;
	for (i = 0; x[i] == y[i]; i++)
		;
	show = min_t(size_t, len - i, 8);
	kcase_fail(t, file, line,
		   "expected %s and %s equal for %zu bytes; differ at %zu: %*ph and %*ph",
		   a_text, b_text, len, i, show, x + i, show, y + i);
	return false;
}
EXPORT_SYMBOL_GPL(kcase_check_mem);

/* Running a case */

static unsigned int case_timeout(const struct kcase_spec *kase)
{
	u64 limit = kase->timeout ?: KCASE_DEFAULT_TIMEOUT;

	return clamp_t(u64, limit * READ_ONCE(timeout_percent) / 100, 2, 86400);
}

static void run_execute(struct kcase_run *run)
{
	struct kcase *t = &run->test;
	int err = 0;

	if (run->suite->setup)
		err = run->suite->setup(t);
	if (err && !run->skipped)
		FAIL(t, "the fixture's setup returned %d", err);
	if (!err && !run->skipped && !kcase_failed(t))
		run->kase->run(t);
	if (run->suite->teardown)
		run->suite->teardown(t);
}

static int run_thread(void *data)
{
	struct kcase_run *run = data;

	compat_with_init_fs()
		run_execute(run);
	complete(&run->finished);
	wake_up(&run->ended);
	/* run_free() stops this thread before it unpins the test's module. */
	set_current_state(TASK_IDLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_IDLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static struct kcase_run *run_alloc(struct kcase_group *group,
				   const struct kcase_suite *suite,
				   const struct kcase_spec *kase)
{
	struct kcase_run *run = kzalloc(sizeof(*run), GFP_KERNEL);

	if (!run)
		return NULL;
	run->text = kmalloc(KCASE_TEXT_SIZE, GFP_KERNEL);
	if (!run->text) {
		kfree(run);
		return NULL;
	}
	run->group = group;
	run->suite = suite;
	run->kase = kase;
	run->test.arg = kase->arg;
	run->test.seed = READ_ONCE(seed) ?: get_random_u64();
	atomic64_set(&run->random, run->test.seed);
	init_completion(&run->finished);
	init_waitqueue_head(&run->ended);
	raw_spin_lock_init(&run->lock);
	return run;
}

static void run_free(struct kcase_run *run)
{
	kthread_stop(run->thread);
	put_task_struct(run->thread);
	module_put(run->group->owner);
	kfree(run->text);
	kfree(run);
}

/* Clear away a case that was given up, if it has ended since. */
static bool stuck_reap(void)
{
	lockdep_assert_held(&kcase_mutex);

	if (!kcase_stuck)
		return true;
	if (!completion_done(&kcase_stuck->finished))
		return false;
	run_free(kcase_stuck);
	kcase_stuck = NULL;
	return true;
}

static struct kcase_run *run_begin(struct kcase_group *group,
				   const struct kcase_suite *suite,
				   const struct kcase_spec *kase)
{
	struct kcase_run *run;
	int err = -ENODEV;

	run = run_alloc(group, suite, kase);
	if (!run)
		return ERR_PTR(-ENOMEM);
	if (!try_module_get(group->owner))
		goto free;

	run->deadline = jiffies + case_timeout(kase) * HZ;
	run->thread = kthread_create(run_thread, run, "kcase/%s", kase->name);
	if (IS_ERR(run->thread)) {
		err = PTR_ERR(run->thread);
		goto put;
	}
	get_task_struct(run->thread);
	wake_up_process(run->thread);
	return run;

put:
	module_put(group->owner);
free:
	kfree(run->text);
	kfree(run);
	return ERR_PTR(err);
}

/* The machine may hibernate meanwhile. A signal does not end a case. */
static bool run_await(struct kcase_run *run, unsigned long left)
{
	unsigned long deadline = jiffies + left;
	long rest;

	rest = wait_event_freezable_timeout(run->ended, completion_done(&run->finished),
					    left);
	if (rest >= 0)
		return rest > 0;
	left = time_before(jiffies, deadline) ? deadline - jiffies : 0;
	return wait_awake(&run->finished, left);
}

/* Put the verdict and the text of a finished run into @result. */
static int run_report(struct kcase_run *run, struct kcase_result *result)
{
	const char *verdict = "pass";
	char *text;

	if (run->failed)
		verdict = "fail";
	else if (run->skipped)
		verdict = "skip";

	text = kmalloc(run->used + 2 * KCASE_LINE_SIZE, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	result->size = scnprintf(text, KCASE_LINE_SIZE, "%s %s\n", verdict,
				 run->skipped ? run->reason : "");
	memcpy(text + result->size, run->text, run->used);
	result->size += run->used;
	if (run->failed || run->lost)
		result->size += scnprintf(text + result->size, KCASE_LINE_SIZE,
					  "# seed %llu, %u lines lost\n",
					  run->test.seed, run->lost);
	kfree(result->text);
	result->text = text;
	return 0;
}

/* No line and no verdict changes from here on. */
static void run_close(struct kcase_run *run)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&run->lock, flags);
	run->closed = true;
	raw_spin_unlock_irqrestore(&run->lock, flags);
}

static int case_run(struct kcase_group *group, const struct kcase_suite *suite,
		    const struct kcase_spec *kase, struct kcase_result *result)
{
	unsigned int limit = case_timeout(kase);
	struct kcase_run *run;
	bool ended;
	int err;

	lockdep_assert_held(&kcase_mutex);

	if (!stuck_reap())
		return -EBUSY;
	run = run_begin(group, suite, kase);
	if (IS_ERR(run))
		return PTR_ERR(run);

	ended = run_await(run, (unsigned long)limit * HZ);
	if (!ended)
		FAIL(&run->test, "still running after %u s", limit);
	run_close(run);
	err = run_report(run, result);
	if (ended)
		run_free(run);
	else
		kcase_stuck = run;
	return err;
}

static int group_run(struct kcase_group *group, const char *name,
		     struct kcase_result *result)
{
	const char *dot = strchr(name, '.');
	const struct kcase_suite *suite;
	size_t s, c;

	if (!dot)
		return -ENOENT;
	for (s = 0; s < group->count; s++) {
		suite = group->suites[s];
		if (strlen(suite->name) != dot - name ||
		    strncmp(suite->name, name, dot - name))
			continue;
		for (c = 0; c < suite->count; c++)
			if (!strcmp(suite->cases[c].name, dot + 1))
				return case_run(group, suite, &suite->cases[c],
						result);
	}
	return -ENOENT;
}

/* debugfs */

static int tests_show(struct seq_file *seq, void *unused)
{
	struct kcase_group *group = seq->private;
	const struct kcase_suite *suite;
	const struct kcase_spec *kase;
	size_t s, c;

	for (s = 0; s < group->count; s++) {
		suite = group->suites[s];
		for (c = 0; c < suite->count; c++) {
			kase = &suite->cases[c];
			seq_printf(seq, "%s.%s\t%u\t%s\n", suite->name,
				   kase->name, case_timeout(kase), kase->rule);
		}
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tests);

static int run_open(struct inode *inode, struct file *file)
{
	struct kcase_result *result = kzalloc(sizeof(*result), GFP_KERNEL);

	if (!result)
		return -ENOMEM;
	mutex_init(&result->lock);
	file->private_data = result;
	return 0;
}

static int run_release(struct inode *inode, struct file *file)
{
	struct kcase_result *result = file->private_data;

	kfree(result->text);
	kfree(result);
	return 0;
}

static ssize_t run_write(struct file *file, const char __user *user,
			 size_t count, loff_t *pos)
{
	struct kcase_group *group = file_inode(file)->i_private;
	struct kcase_result *result = file->private_data;
	char name[KCASE_NAME_SIZE];
	int err;

	if (count >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, user, count))
		return -EFAULT;
	name[count] = '\0';

	if (mutex_lock_killable(&kcase_mutex))
		return -EINTR;
	mutex_lock(&result->lock);
	err = group_run(group, strim(name), result);
	mutex_unlock(&result->lock);
	mutex_unlock(&kcase_mutex);
	return err ?: count;
}

static ssize_t run_read(struct file *file, char __user *user, size_t count,
			loff_t *pos)
{
	struct kcase_result *result = file->private_data;
	ssize_t ret;

	mutex_lock(&result->lock);
	ret = simple_read_from_buffer(user, count, pos, result->text,
				      result->size);
	mutex_unlock(&result->lock);
	return ret;
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = run_open,
	.release = run_release,
	.read = run_read,
	.write = run_write,
	.llseek = noop_llseek,
};

int kcase_group_register(struct kcase_group *group)
{
	group->dir = debugfs_create_dir(group->name, kcase_root);
	if (IS_ERR(group->dir))
		return PTR_ERR(group->dir);
	debugfs_create_file("tests", 0400, group->dir, group, &tests_fops);
	debugfs_create_file("run", 0600, group->dir, group, &run_fops);
	return 0;
}
EXPORT_SYMBOL_GPL(kcase_group_register);

void kcase_group_unregister(struct kcase_group *group)
{
	/* Nothing of the group runs: a running case pins its module. */
	debugfs_remove_recursive(group->dir);
}
EXPORT_SYMBOL_GPL(kcase_group_unregister);

static int __init kcase_init(void)
{
	kcase_root = debugfs_create_dir("kcase", NULL);
	return PTR_ERR_OR_ZERO(kcase_root);
}
module_init(kcase_init);

static void __exit kcase_exit(void)
{
	debugfs_remove_recursive(kcase_root);
}
module_exit(kcase_exit);

MODULE_DESCRIPTION("Tests that run inside the kernel");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
