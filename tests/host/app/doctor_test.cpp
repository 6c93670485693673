#include "host/app/doctor.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "host/config/load.hpp"
#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

Machine healthy() {
    return {.available = InstructionSet::x86_64_v4,
            .used = InstructionSet::x86_64_v4,
            .cores = 8,
            .open_files_max = 4096,
            .free_disk_bytes = 50'000'000'000ULL,
            .out_is_writable = true,
            .system_ns_since_epoch = 1'760'000'000'000'000'000,
            .clock_disagreement_ms = 0.01,
            .libraries = {{.name = "zlib", .version = "1", .works = true}}};
}

Check find(const std::vector<Check>& checks, const std::string& name) {
    const auto found = std::ranges::find(checks, name, &Check::name);
    return found == checks.end() ? Check{.name = "absent", .verdict = Verdict::pass, .found = {}}
                                 : *found;
}

TEST(Doctor, PassesAHealthyMachine) {
    for (const Check& check : examine(healthy(), nullptr)) {
        EXPECT_EQ(check.verdict, Verdict::pass) << check.name;
        EXPECT_TRUE(check.remedy.empty()) << check.name;
    }
}

struct Sickness {
    const char* check;
    Verdict verdict;
    void (*apply)(Machine&);
};

TEST(Doctor, FindsEachSicknessAndNamesARemedy) {
    const Sickness all[] = {
        {"instruction set", Verdict::warn, [](Machine& m) { m.used = InstructionSet::x86_64_v3; }},
        {"instruction set", Verdict::warn,
         [](Machine& m) { m.available = m.used = InstructionSet::baseline; }},
        {"CUDA", Verdict::warn, [](Machine& m) { m.has_nvidia_driver = true; }},
        {"disk", Verdict::fail, [](Machine& m) { m.out_is_writable = false; }},
        {"disk", Verdict::fail, [](Machine& m) { m.free_disk_bytes.reset(); }},
        {"disk", Verdict::fail, [](Machine& m) { m.free_disk_bytes = 99'000'000; }},
        {"disk", Verdict::warn, [](Machine& m) { m.free_disk_bytes = 999'000'000; }},
        {"open files", Verdict::warn, [](Machine& m) { m.open_files_max = 256; }},
        {"clock", Verdict::warn, [](Machine& m) { m.system_ns_since_epoch = 0; }},
        {"clock", Verdict::warn, [](Machine& m) { m.clock_disagreement_ms = -700.0; }},
        {"compression", Verdict::fail, [](Machine& m) { m.libraries.front().works = false; }},
    };
    for (const Sickness& sickness : all) {
        Machine machine = healthy();
        sickness.apply(machine);

        const Check check = find(examine(machine, nullptr), sickness.check);

        EXPECT_EQ(check.verdict, sickness.verdict) << sickness.check << ": " << check.found;
        EXPECT_FALSE(check.remedy.empty()) << sickness.check;
    }
}

TEST(Doctor, DemandedCudaThatIsNotThereFails) {
    const config::Loaded loaded = config::load_text(
        "assets = [\"BTC\"]\n[run]\nbackend = \"cuda\"\nthreads = 9\n", "c.toml", {});
    Machine machine = healthy();

    const std::vector<Check> checks = examine(machine, &loaded);
    EXPECT_EQ(find(checks, "CUDA").verdict, Verdict::fail);
    EXPECT_EQ(find(checks, "threads").verdict, Verdict::warn);

    machine.has_cuda_build = true;
    EXPECT_EQ(find(examine(machine, &loaded), "CUDA").verdict, Verdict::fail);

    machine.has_nvidia_driver = true;
    EXPECT_EQ(find(examine(machine, &loaded), "CUDA").verdict, Verdict::pass);
}

TEST(Doctor, LooksForTheDataBesideTheFile) {
    const std::string there = test::write_temporary("day.csv", "x");
    const std::string text = "assets = [\"BTC\"]\n[data]\nformat = \"binance_usdm\"\npath = ";
    const config::Loaded good = config::load_text(text + "\"" + there + "\"\n", "c.toml", {});
    const config::Loaded bad = config::load_text(text + "\"nowhere\"\n", "some/c.toml", {});
    const config::Loaded none = config::load_text("assets = [\"BTC\"]\n", "c.toml", {});

    EXPECT_EQ(find(examine(healthy(), &good), "data").verdict, Verdict::pass);
    EXPECT_EQ(find(examine(healthy(), &bad), "data").verdict, Verdict::fail);
    EXPECT_NE(find(examine(healthy(), &bad), "data").found.find("some/nowhere"), std::string::npos);
    EXPECT_EQ(find(examine(healthy(), &none), "data").verdict, Verdict::warn);
}

TEST(Machine, TellsTheTruthAboutThisOne) {
    const Machine machine = look_at_machine(::testing::TempDir());

    EXPECT_GE(machine.cores, 1);
    EXPECT_GT(machine.open_files_max, 0U);
    ASSERT_TRUE(machine.free_disk_bytes.has_value());
    EXPECT_TRUE(machine.out_is_writable);
    EXPECT_GE(machine.available, machine.used);
    ASSERT_EQ(machine.libraries.size(), 3U);
    for (const Library& library : machine.libraries) {
        EXPECT_TRUE(library.works) << library.name;
    }
}

TEST(Machine, AFolderThatIsToBeMadeIsJudgedByItsParent) {
    const Machine machine = look_at_machine(std::string(::testing::TempDir()) + "/not/yet/made");

    EXPECT_TRUE(machine.free_disk_bytes.has_value());
    EXPECT_TRUE(machine.out_is_writable);
}

TEST(DoctorCommand, JsonHasVerdictsAndWhatIsNotChecked) {
    test::Captured captured;

    test::run_app({"doctor", "--json", "--out", ::testing::TempDir()}, captured);

    simdjson::dom::parser parser;
    const std::string json = captured.out.str();
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_GE(root["checks"].get_array().size(), 7U);
    EXPECT_GE(root["not_checked"].get_array().size(), 2U);
}

TEST(DoctorCommand, BadConfigurationIsAFailThatListsTheRest) {
    const std::string file = test::write_temporary("c.toml", "[run]\nsed = 1\n");
    test::Captured captured;

    test::run_app({"doctor", "--config", file, "--quiet"}, captured);

    EXPECT_EQ(captured.code, 6);
    EXPECT_NE(captured.out.str().find("FAIL  configuration: 1 faults, first: " + file + ":2"),
              std::string::npos)
        << captured.out.str();
    EXPECT_EQ(captured.out.str().find("PASS"), std::string::npos);
}

TEST(DoctorCommand, ColoursOnlyATerminal) {
    test::Captured plain;
    test::run_app({"doctor"}, plain);
    EXPECT_EQ(plain.out.str().find('\x1b'), std::string::npos);

    test::Captured terminal;
    terminal.terminal.out_is_terminal = true;
    test::run_app({"doctor"}, terminal);
    EXPECT_NE(terminal.out.str().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace maxmin::app
