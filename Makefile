# make            lists the targets
# Variables: COMMIT (of --version; from git), DESTDIR, PREFIX (/usr), OCF_ROOT ($(PREFIX)/lib/ocf),
#            SBINDIR ($(PREFIX)/sbin), CLUSTER (yes) of demo, RECORD (no) of compat, FILES (lib/wire lib/vip) and WORKERS (1) of mutate,
#            TIME (10m), SEED (a new one) and PARTS (all) of torture, POINT and AGENT (VirtualIP) of torture-point

PREFIX   ?= /usr
OCF_ROOT ?= $(PREFIX)/lib/ocf
SBINDIR  ?= $(PREFIX)/sbin
CLUSTER  ?= yes
RECORD   ?= no
FILES    ?= lib/wire lib/vip
WORKERS  ?= 1
TIME     ?= 10m
SEED     ?=
PARTS    ?=
POINT    ?=
AGENT    ?= VirtualIP

CC     ?= gcc
NODE   = node_modules/.bin/node
VITEST = $(NODE) node_modules/vitest/vitest.mjs run
# Runs programs that use lib/linux; its C layer is loaded as a shared library.
RUN    = $(NODE) --experimental-ffi --disable-warning=ExperimentalWarning --import ./lab/native/register.ts

# The reason for each flag: docs/building.md, "Flags".
SCRIPTC = env SCRIPTC_LINKER=$(CURDIR)/tools/native/link SCRIPTC_NO_CACHE=1 CC=$(CC) \
          $(NODE) node_modules/scriptc/dist/bootstrap.js build
BUILD_FLAGS = --ffi build/native/manifest.json --dynamic --backend llvm --strip --keep-c
C_FLAGS = -std=gnu17 -O2 -fPIC -fstack-protector-strong -Wall -Wextra -Werror -Ibuild/native

SOURCES = $(shell find bin lib -name '*.ts') $(wildcard ocf-metadata/*.ts) package.json
TABLES = $(shell find test/native test/unit/*/golden -name '*.ts' ! -name '*.test.ts')
C_LAYER = lib/linux/native/system-calls.c build/native/system-calls.h

.PHONY: help build pages check test compat recipes mutate reproducible clean
.PHONY: demo screen
.PHONY: sanitize sanitize-packages torture torture-point torture-packages
.PHONY: bench bench-failover bench-many bench-connections bench-announcements bench-fast-failover
.PHONY: packages install uninstall requirements

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dist/VirtualIP build/native/system-calls.so ## build dist/VirtualIP; missing npm packages are installed

dist/VirtualIP: build/native/VirtualIP build/commit tools/native/stamp.ts
	@mkdir -p dist
	$(NODE) tools/native/stamp.ts $< "$$(cat build/commit)" $@

# Looked up each time; the file changes with the commit.
build/commit: FORCE
	@COMMIT='$(COMMIT)' tools/native/commit $@
FORCE:

# Not a half-written executable, if the compiler fails.
.DELETE_ON_ERROR:

build/native/VirtualIP: node_modules/.complete build/meta-data.ts build/native/system-calls.a $(SOURCES) $(wildcard tools/native/*) Makefile
	$(SCRIPTC) bin/VirtualIP.ts $(BUILD_FLAGS) --out $@

# The compiled side of test/native, which compares it with Node.js.
build/native/tables: node_modules/.complete build/meta-data.ts build/native/system-calls.a $(SOURCES) $(TABLES) Makefile
	$(SCRIPTC) test/native/main.ts $(BUILD_FLAGS) --out build/native/main
	mv build/native/main $@

# The executable with the bugs that the judge of make torture must find.
build/seeded/VirtualIP: build/meta-data.ts $(SOURCES) $(wildcard tools/torture/seeded/*.ts) $(C_LAYER)
	$(NODE) tools/torture/seeded/build.ts build/seeded

build/native/system-calls.a: $(C_LAYER)
	@tools/packages compile
	$(CC) $(C_FLAGS) -c $< -o build/native/system-calls.o
	@rm -f $@
	ar rcsD $@ build/native/system-calls.o

build/native/system-calls.so: $(C_LAYER)
	@tools/packages compile
	$(CC) $(C_FLAGS) -shared $< -o $@

# The same with AddressSanitizer, UndefinedBehaviorSanitizer and the run time's count of its allocations.
SANITIZE = PATH=$(CURDIR)/tools/native/sanitize:$$PATH SCRIPTC_NO_CACHE=1 \
           $(NODE) node_modules/scriptc/dist/bootstrap.js build
SANITIZE_FLAGS = --ffi build/sanitize/manifest.json --dynamic --backend llvm --sanitize --keep-c

build/sanitize/VirtualIP: build/sanitize/system-calls.a $(SOURCES) Makefile
	$(SANITIZE) bin/VirtualIP.ts $(SANITIZE_FLAGS) --out $@

build/sanitize/tables: build/sanitize/system-calls.a $(SOURCES) $(TABLES) Makefile
	$(SANITIZE) test/native/main.ts $(SANITIZE_FLAGS) --out $@

build/sanitize/system-calls.a: $(C_LAYER) $(wildcard tools/native/sanitize/*) build/meta-data.ts
	@mkdir -p build/sanitize
	cp build/native/manifest.json build/sanitize/
	tools/native/sanitize/clang $(C_FLAGS) -DREPORTS='"$(CURDIR)/build/sanitize/reports/report"' \
		-include tools/native/sanitize/sanitized.h -c $< -o build/sanitize/system-calls.o
	@rm -f $@
	ar rcsD $@ build/sanitize/system-calls.o

# The decoders with libFuzzer, and the sanitizers that find what it causes.
FUZZ_FLAGS = -fsanitize=address,undefined -fno-omit-frame-pointer -g

build/fuzz/decoders: build/fuzz/system-calls.a $(SOURCES) $(TABLES) Makefile
	PATH=$(CURDIR)/tools/torture/fuzz:$$PATH SCRIPTC_NO_CACHE=1 $(NODE) node_modules/scriptc/dist/bootstrap.js build \
		test/native/fuzz.ts --ffi build/fuzz/manifest.json --backend llvm --sanitize --keep-c --out $@

build/fuzz/system-calls.a: $(C_LAYER) $(wildcard tools/torture/fuzz/*) build/meta-data.ts
	@mkdir -p build/fuzz
	cp build/native/manifest.json build/fuzz/
	clang-19 $(C_FLAGS) $(FUZZ_FLAGS) -Dsys_read=sys_read_file -c $< -o build/fuzz/system-calls.o
	clang-19 $(C_FLAGS) $(FUZZ_FLAGS) -c tools/torture/fuzz/fuzzer.c -o build/fuzz/fuzzer.o
	@rm -f $@
	ar rcsD $@ build/fuzz/system-calls.o build/fuzz/fuzzer.o

build/fuzz/golden: node_modules/.complete $(TABLES)
	$(NODE) test/native/corpus.ts $@

build/native/system-calls.h: node_modules/.complete lib/linux/native/system-calls.ts tools/native/render-system-calls.ts
	$(NODE) tools/native/render-system-calls.ts build/native

build/meta-data.ts: node_modules/.complete $(wildcard ocf-metadata/*.ts) tools/render-tables.ts package.json
	$(NODE) tools/render-tables.ts build

build/pages/floatip.8: build/meta-data.ts $(wildcard ocf-metadata/*.ts tools/pages/*) lib/ocf/parameter-syntax.ts CHANGELOG.md
	$(NODE) tools/pages/main.ts build/pages

# Installs the compiler, and the Node.js that runs it. No install script of a package runs.
# --loglevel=error: Debian's Node.js, which runs npm, is older than some packages require, and npm warns of each.
node_modules/.complete: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

pages: build/pages/floatip.8 ## write the manual pages and the completion of bash into build/pages

check: build/meta-data.ts build/native/system-calls.h build/packages/checked ## types, lint, format, generated documentation, packages
	node_modules/.bin/tsc --noEmit
	$(NODE) tools/native-rules/main.ts
	$(NODE) tools/structure/main.ts
	tools/native/check-code $(SCRIPTC)
	node_modules/.bin/biome check --error-on-warnings .
	$(NODE) tools/render-documents.ts --check

test: requirements build build/native/tables build/seeded/VirtualIP check ## check, then all tests (needs root)
	$(NODE) tools/run-tests.ts

mutate: build/meta-data.ts build/native/system-calls.so ## list small changes of the code that no test finds; FILES=lib/wire/arp.ts for a short run
	WORKERS=$(WORKERS) $(NODE) tools/mutate/main.ts $(FILES)

sanitize: sanitize-packages build/sanitize/VirtualIP build/sanitize/tables build/native/system-calls.so ## test/native, test/netns and test/compat with sanitizers in the executable (needs root)
	$(NODE) tools/native/sanitize/main.ts build/sanitize

reproducible: packages ## build executable and packages again, in another folder, with another umask and time zone, and compare
	tools/packaging/reproduce build/reproducible

compat: build ## run the same cases with IPaddr2 and VirtualIP; RECORD=yes: record IPaddr2's results again (needs root)
	@tools/packages compat
	@rm -f build/compat.txt
	@[ "$(RECORD)" != yes ] || FLOATIP_IPADDR2=record $(VITEST) test/compat/ipaddr2.test.ts
	@status=0; FLOATIP_IPADDR2=all $(VITEST) test/compat || status=$$?; cat build/compat.txt; exit $$status

recipes: build ## run the commands of all recipes in docs/recipes/ (needs root)
	@tools/packages recipes
	FLOATIP_RECIPES=all $(NODE) tools/run-tests.ts test/cluster/recipes.test.ts

demo: build ## show an address move in a cluster; CLUSTER=no: without a cluster manager (needs root)
	@tools/packages demo
	@if [ "$(CLUSTER)" = no ]; then exec $(RUN) tools/demo.ts; fi; \
	if tools/packages demo-cluster; then exec $(RUN) tools/demo.ts --cluster; fi; \
	echo 'Pacemaker is not available: the demo moves the address itself.'; \
	exec $(RUN) tools/demo.ts

screen: build ## run the demo in a cluster, and draw its screen into docs/demo.svg (needs root)
	@tools/packages demo-cluster
	$(NODE) tools/screen/main.ts docs/demo.svg

bench: build ## measure VirtualIP and IPaddr2, alone and in clusters; RUNS=5 for a short run (needs root)
	@tools/packages bench
	@tools/packages bench-failover
	@tools/packages bench-many
	$(RUN) tools/bench/main.ts
	$(RUN) tools/bench/failover/main.ts
	$(RUN) tools/bench/failover/ipv6.ts
	$(RUN) tools/bench/many/main.ts
	$(RUN) tools/bench/connections/main.ts
	$(RUN) tools/bench/announcements/main.ts

bench-failover: build ## measure failovers under Pacemaker and with keepalived (needs root)
	@tools/packages bench-failover
	$(RUN) tools/bench/failover/main.ts
	$(RUN) tools/bench/failover/ipv6.ts

bench-many: build ## measure 200 addresses in a cluster, with VirtualIP and IPaddr2 (needs root)
	@tools/packages bench-many
	$(RUN) tools/bench/many/main.ts

bench-connections: build ## measure kill_connections_on_stop with 1,000 connections (needs root)
	@tools/packages bench
	$(RUN) tools/bench/connections/main.ts

bench-announcements: build ## measure acknowledged takeovers, and 200 addresses that start at once (needs root)
	@tools/packages bench
	$(RUN) tools/bench/announcements/main.ts

bench-fast-failover: build ## measure cluster settings for a fast failover, and their cost (needs root)
	@tools/packages bench-failover
	$(RUN) tools/bench/failover/tuning/main.ts

torture: torture-packages build build/fuzz/decoders build/fuzz/golden build/seeded/VirtualIP ## faults in each system call, decoders under a fuzzer, random events in a cluster, bugs that the judge must find, repeated actions; TIME=20m, SEED=7, PARTS=events (needs root)
	@TIME="$(TIME)" SEED="$(SEED)" PARTS="$(PARTS)" $(RUN) tools/torture/main.ts

torture-point: build ## try one fault again: POINT=start/ipv4/plain/0.sendto:3/ENOBUFS/stop; POINT=start/ipv4/plain lists all (needs root)
	@POINT="$(POINT)" AGENT="$(AGENT)" $(RUN) tools/torture/faults/main.ts

requirements:
	@tools/packages test

torture-packages:
	@tools/packages torture

sanitize-packages:
	@tools/packages sanitize

packages: build/packages/built ## build the .deb and the .rpm in dist/
	@cat $<

build/packages/built: dist/VirtualIP build/pages/floatip.8 $(wildcard packaging/* tools/packaging/*) CHANGELOG.md LICENSE NOTICE package.json \
                      $(if $(and $(wildcard dist/*.deb),$(wildcard dist/*.rpm)),,FORCE)
	@tools/packages packages
	@mkdir -p build/packages
	$(NODE) tools/packaging/main.ts build/packages dist >$@

build/packages/checked: build/packages/built packaging/rpmlint.toml
	@tools/packages lint-packages
	lintian --allow-root --fail-on error,warning dist/*.deb
	rpmlint --strict --config packaging/rpmlint.toml dist/*.rpm
	@touch $@

# The same files as in the packages, each replaced by rename: a monitor that runs meanwhile does not fail.
INSTALL = DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' OCF_ROOT='$(OCF_ROOT)' SBINDIR='$(SBINDIR)' \
          $(NODE) tools/packaging/install.ts

install: build build/pages/floatip.8 ## install the agent, the command floatip and their pages
	$(INSTALL) install

uninstall: node_modules/.complete ## remove what install has installed
	$(INSTALL) uninstall

clean: ## remove build/, dist/ and node_modules/
	rm -rf build dist node_modules
