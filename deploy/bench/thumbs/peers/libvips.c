// Renders pictures with libvips, one request a line; see worker.go for the protocol.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <vips/vips.h>

static double processor_time(void) {
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static double wall_time(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int keep(const char *folder, const char *name, const void *bytes, size_t length) {
	char path[4096];
	snprintf(path, sizeof path, "%s/%s.jpg", folder, name);
	FILE *f = fopen(path, "wb");
	if (!f)
		return -1;
	size_t written = fwrite(bytes, 1, length, f);
	return fclose(f) == 0 && written == length ? 0 : -1;
}

// render makes one size, name:width:height:crop:quality, and adds its length to *bytes.
static int render(const char *file, const char *folder, const char *size, size_t *bytes) {
	char name[64];
	int width, height, crop, quality;
	if (sscanf(size, "%63[^:]:%d:%d:%d:%d", name, &width, &height, &crop, &quality) != 5)
		return -1;
	VipsImage *picture = NULL;
	if (vips_thumbnail(file, &picture, width, "height", height ? height : VIPS_MAX_COORD, "size",
			crop ? VIPS_SIZE_BOTH : VIPS_SIZE_DOWN, "crop", crop ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE, NULL))
		return -1;
	void *out = NULL;
	size_t length = 0;
	int failed = vips_jpegsave_buffer(picture, &out, &length, "Q", quality, "strip", TRUE, "subsample_mode",
		VIPS_FOREIGN_SUBSAMPLE_ON, NULL);
	g_object_unref(picture);
	if (!failed && *folder)
		failed = keep(folder, name, out, length);
	g_free(out);
	*bytes += length;
	return failed;
}

static int answer(char *line) {
	line[strcspn(line, "\n")] = 0;
	char *field[5] = {0};
	for (int i = 0; i < 5; i++)
		field[i] = strsep(&line, "\t");
	if (!field[4] || strcmp(field[0], "calls"))
		return printf("error\tbad request\n");
	double processor = processor_time(), wall = wall_time();
	size_t bytes = 0;
	for (char *size; (size = strsep(&field[4], ","));)
		if (render(field[1], field[2], size, &bytes))
			return printf("error\t%s\n", g_strdelimit(vips_error_buffer_copy(), "\n\t", ' '));
	return printf("ok\t%.0f\t%.0f\t%zu\n", processor_time() - processor, wall_time() - wall, bytes);
}

int main(int argc, char **argv) {
	if (VIPS_INIT(argv[0]))
		return 1;
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	static char line[1 << 16];
	while (fgets(line, sizeof line, stdin)) {
		answer(line);
		fflush(stdout);
	}
	vips_shutdown();
	return 0;
}
