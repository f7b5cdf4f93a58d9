/*
 * The Ethernet segments of one case: hands frames on between TAP devices, 1 ms later.
 *
 *   lan PORT...   PORT is fd,segment,mac (an open TAP device with IFF_VNET_HDR)
 *
 * Standard input takes "d N" and "u N": the cable of port N is pulled or plugged. The program
 * ends with its standard input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 10, FRAME = 70000, MOST_PORTS = 32, DELAY_NS = 1000000 };

struct port { int fd; char segment[64]; unsigned char mac[6]; int up; };
struct frame { struct frame *next; struct timespec due; int from; size_t size; unsigned char data[]; };

static struct port ports[MOST_PORTS];
static int count;
static struct frame *first, **last = &first;

static long long until(const struct timespec *due)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (due->tv_sec - now.tv_sec) * 1000000000LL + due->tv_nsec - now.tv_nsec;
}

static void keep(int from, const unsigned char *data, size_t size)
{
	struct frame *f = malloc(sizeof *f + size);
	clock_gettime(CLOCK_MONOTONIC, &f->due);
	f->due.tv_nsec += DELAY_NS;
	if (f->due.tv_nsec >= 1000000000L) {
		f->due.tv_nsec -= 1000000000L;
		f->due.tv_sec++;
	}
	f->next = NULL;
	f->from = from;
	f->size = size;
	memcpy(f->data, data, size);
	*last = f;
	last = &f->next;
}

static void deliver(const struct frame *f)
{
	const unsigned char *to = f->data + HEADER;
	for (int i = 0; i < count; i++) {
		if (i == f->from || !ports[i].up || strcmp(ports[i].segment, ports[f->from].segment))
			continue;
		if ((to[0] & 1) || !memcmp(to, ports[i].mac, 6)) {
			ssize_t n = write(ports[i].fd, f->data, f->size);
			(void)n;
		}
	}
}

int main(int argc, char **argv)
{
	static unsigned char buffer[FRAME];
	for (count = 0; count < argc - 1 && count < MOST_PORTS; count++) {
		struct port *p = &ports[count];
		unsigned char *m = p->mac;
		if (sscanf(argv[count + 1], "%d,%63[^,],%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &p->fd, p->segment,
			   m, m + 1, m + 2, m + 3, m + 4, m + 5) != 8)
			return fprintf(stderr, "lan: %s is no fd,segment,mac\n", argv[count + 1]), 2;
		p->up = 1;
		fcntl(p->fd, F_SETFL, O_NONBLOCK);
	}
	fcntl(0, F_SETFL, O_NONBLOCK);
	for (;;) {
		struct pollfd waits[MOST_PORTS + 1] = {{0, POLLIN, 0}};
		struct timespec span = {0, 0}, *limit = NULL;
		for (int i = 0; i < count; i++)
			waits[i + 1] = (struct pollfd){ports[i].fd, POLLIN, 0};
		if (first) {
			long long left = until(&first->due);
			span.tv_nsec = left > 0 ? (long)left : 0;
			limit = &span;
		}
		if (ppoll(waits, (nfds_t)count + 1, limit, NULL) < 0 && errno != EINTR)
			return perror("lan: ppoll"), 1;
		while (first && until(&first->due) <= 0) {
			struct frame *f = first;
			first = f->next;
			if (!first)
				last = &first;
			deliver(f);
			free(f);
		}
		for (int i = 0; i < count; i++) {
			if (!waits[i + 1].revents)
				continue;
			for (int most = 64; most > 0; most--) {
				ssize_t n = read(ports[i].fd, buffer, sizeof buffer);
				if (n <= HEADER)
					break;
				if (ports[i].up)
					keep(i, buffer, (size_t)n);
			}
		}
		if (waits[0].revents) {
			char line[16];
			ssize_t n = read(0, line, sizeof line - 1);
			if (n == 0)
				return 0;
			if (n > 0) {
				line[n] = 0;
				int at = atoi(line + 2);
				if (at >= 0 && at < count)
					ports[at].up = line[0] == 'u';
				if (write(1, "ok\n", 3) < 0)
					return 1;
			}
		}
	}
}
