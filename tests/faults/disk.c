/* A disk that fails or forgets, put under the database by LD_PRELOAD.

   It sees every write, cut and sync of files whose path contains DISK_WATCH (casework.db, anchors …).
   DISK_LOG=FILE   append each operation to a log, from which a power cut is replayed.
   disk_arm with EAGAIN counts the locks that are asked for instead, and refuses the N-th and later.
   DISK_FAIL=N     let the N-th operation and all later ones fail with errno DISK_ERRNO, until the
                   process writes to the file DISK_HEAL; DISK_COUNT=FILE receives the count. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int log_fd = -1;
static long fail_from = 0, seen = 0;
static int fail_with = 0;
static const char *watch = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_close)(int);
static int (*real_fcntl)(int, int, ...);

static void find(void) {
    if (real_pwrite) return;
    real_write = dlsym(RTLD_NEXT, "write");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fcntl = dlsym(RTLD_NEXT, "fcntl64");
    watch = getenv("DISK_WATCH");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
}

/* Called from Python through ctypes: from now on log, or fail from the n-th operation on. */
void disk_arm(const char *log, long n, int error) {
    find();
    pthread_mutex_lock(&lock);
    if (log_fd >= 0) real_close(log_fd);
    log_fd = log ? open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    seen = 0;
    fail_from = n;
    fail_with = error;
    pthread_mutex_unlock(&lock);
}

long disk_seen(void) { return seen; }

static const char *watched(int fd) {
    static __thread char path[4096];
    char link[64];
    if (!watch || fd < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strstr(path, watch) ? path : 0;
}

/* One record: kind, length of path, offset, length of data, path, data. */
static void note(char kind, const char *path, int64_t offset, const void *data, uint32_t size) {
    if (log_fd < 0) return;
    uint16_t length = strlen(path);
    char *record = malloc(15 + length + size);
    record[0] = kind;
    memcpy(record + 1, &length, 2);
    memcpy(record + 3, &offset, 8);
    memcpy(record + 11, &size, 4);
    memcpy(record + 15, path, length);
    if (size) memcpy(record + 15 + length, data, size);
    real_write(log_fd, record, 15 + length + size);
    free(record);
}

/* Whether this operation fails; counts it. Writing goes on while it is the locks that are refused. */
static int fails(void) {
    if (fail_with == EAGAIN) return 0;
    seen++;
    if (fail_from && seen >= fail_from) {
        errno = fail_with;
        return 1;
    }
    return 0;
}

static ssize_t written(int fd, const void *data, size_t size, off_t at, int placed) {
    find();
    const char *path = watched(fd);
    if (!path) return placed ? real_pwrite(fd, data, size, at) : real_write(fd, data, size);
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    if (!fails()) {
        off_t offset = placed ? at : lseek(fd, 0, SEEK_CUR);
        done = placed ? real_pwrite(fd, data, size, at) : real_write(fd, data, size);
        if (done > 0) note('w', path, offset, data, done);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }
ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }

static int cut(int fd, off_t size) {
    find();
    const char *path = watched(fd);
    if (!path) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = fails() ? -1 : real_ftruncate(fd, size);
    if (!done) note('t', path, size, 0, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off_t size) { return cut(fd, size); }

static int synced(int fd, int (*real)(int)) {
    const char *path = watched(fd);
    if (!path) return real(fd);
    pthread_mutex_lock(&lock);
    int done = fails() ? -1 : real(fd);
    if (!done) note('s', path, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { find(); return synced(fd, real_fsync); }
int fdatasync(int fd) { find(); return synced(fd, real_fdatasync); }

/* A lock that somebody else holds: asked for again and again until the caller gives up. */
static int locked(int fd, int command, void *argument) {
    find();
    struct flock *wanted = argument;
    int asks = command == F_SETLK && wanted->l_type != F_UNLCK;
    if (fail_with == EAGAIN && asks && watched(fd)) {
        pthread_mutex_lock(&lock);
        seen++;
        int refused = fail_from && seen >= fail_from;
        pthread_mutex_unlock(&lock);
        if (refused) {
            errno = EAGAIN;
            return -1;
        }
    }
    return real_fcntl(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return locked(fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return locked(fd, command, argument);
}

/* While locks are refused nobody comes to give them back: waiting for them is skipped. */
int nanosleep(const struct timespec *wanted, struct timespec *rest) {
    static int (*real)(const struct timespec *, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "nanosleep");
    return fail_with == EAGAIN ? 0 : real(wanted, rest);
}

int usleep(useconds_t wanted) {
    struct timespec time = {wanted / 1000000, (wanted % 1000000) * 1000};
    return nanosleep(&time, 0);
}
