// The whole step as a CUDA graph: inputs from pinned memory, filter, box and set-up, grids, results
// to pinned memory. Each graph is recorded once and launched every step, in a stream of its own.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "kernels/base/graph.cuh"
#include "kernels/particle_filter/device.cuh"
#include "kernels/quote_grid/device.cuh"
#include "kernels/step/backends.hpp"

namespace maxmin::kernels::step::cuda {
namespace {

using particle_filter::Observation;
using particle_filter::Posterior;
using particle_filter::Quantiles;
using quote_grid::GridVariant;
using quote_grid::SlopeProblem;
using quote_grid::SlopeResult;

/// One warp: a thousand assets are few, and so they spread over more multiprocessors.
constexpr int threads = 32;

__global__ void __launch_bounds__(threads) prepare_grids(AssetViews views, int assets) {
    const int asset = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (asset < assets) {
        prepare_grid(views, asset);
    }
}

/// Where each array lies in the one block that enters and the one that leaves.
struct Layout {
    Layout(std::span<const Asset> assets_in, int nodes_count)
        : assets(assets_in.size()), nodes_max(nodes_count) {
        int next = 0;
        for (const Asset& asset : assets_in) {
            starts.push_back(next);
            next += asset.problem.q_max - asset.problem.q_min + 1;
        }
        nodes = static_cast<std::size_t>(next);
    }

    std::size_t inputs_at() const { return assets * sizeof(Observation); }
    std::size_t in_bytes() const { return inputs_at() + assets * sizeof(Input); }
    std::size_t boxes_at() const { return assets * sizeof(Posterior); }
    std::size_t grids_at() const { return boxes_at() + assets * sizeof(HeldBox); }
    std::size_t bid_at() const { return grids_at() + assets * sizeof(SlopeResult); }
    std::size_t ask_at() const { return bid_at() + nodes * sizeof(float); }
    std::size_t out_bytes() const { return ask_at() + nodes * sizeof(float); }
    std::size_t cells() const { return assets * static_cast<std::size_t>(nodes_max); }

    std::size_t assets;
    std::size_t nodes = 0;
    int nodes_max;
    std::vector<int> starts;
};
static_assert(sizeof(Observation) % alignof(Input) == 0 &&
              sizeof(Posterior) % alignof(HeldBox) == 0 &&
              sizeof(HeldBox) % alignof(SlopeResult) == 0);

template <typename Value>
Value* at(std::byte* block, std::size_t bytes) {
    return reinterpret_cast<Value*>(block + bytes);
}

}  // namespace

struct Resident {
    using Filter = particle_filter::Filter<float>;

    Resident(std::span<const Asset> assets_in, int nodes_max, const Filter& filter_in)
        : filter(*filter_in.resident()),
          layout(assets_that_fit(assets_in, nodes_max)),
          variant(quote_grid::pick_variant(count(), nodes_max)),
          assets(layout.assets),
          in(layout.in_bytes()),
          out(layout.out_bytes()),
          problems(layout.assets),
          starts(layout.assets),
          columns(quote_grid::cuda::columns_count(variant) * layout.cells()),
          host_in(layout.in_bytes()),
          host_out(layout.out_bytes()) {
        if (!to_device(assets.data(), assets_in.data(), layout.assets, stream) ||
            !to_device(starts.data(), layout.starts.data(), layout.assets, stream) ||
            !stream.finish()) {
            throw DeviceError(std::string(device_error()));
        }
        for (const bool timed : {false, true}) {
            for (const Quantiles quantiles : {Quantiles::no, Quantiles::yes}) {
                graphs.emplace_back(stream, [&] { return enqueue(quantiles, timed); });
            }
        }
    }

    static Layout assets_that_fit(std::span<const Asset> assets_in, int nodes_max) {
        Layout layout(assets_in, nodes_max);
        const auto which = quote_grid::pick_variant(static_cast<int>(layout.assets), nodes_max);
        require_device_memory(
            layout.in_bytes() + layout.out_bytes() +
                layout.assets * (sizeof(Asset) + sizeof(SlopeProblem<double>) + sizeof(int)) +
                quote_grid::cuda::columns_count(which) * layout.cells() * sizeof(double),
            "the step of " + std::to_string(layout.assets) + " assets with up to " +
                std::to_string(nodes_max) + " nodes each needs");
        return layout;
    }

    int count() const { return static_cast<int>(layout.assets); }
    const DeviceGraph& graph(Quantiles quantiles, bool timed) const {
        return graphs[(timed ? 2U : 0U) + (quantiles == Quantiles::yes ? 1U : 0U)];
    }
    bool mark(bool timed, std::size_t event) const noexcept {
        return !timed || events[event].record(stream);
    }

    bool enqueue_set_up() const noexcept {
        if (count() == 0) {
            return true;
        }
        const AssetViews views{assets.data(),
                               at<Input>(in.data(), layout.inputs_at()),
                               at<Posterior>(out.data(), 0),
                               at<HeldBox>(out.data(), layout.boxes_at()),
                               at<SlopeResult>(out.data(), layout.grids_at()),
                               problems.data(),
                               layout.nodes_max};
        prepare_grids<<<(count() + threads - 1) / threads, threads, 0, stream.get()>>>(views,
                                                                                       count());
        return cuda_ok(cudaGetLastError(), "launch of the grids' set-up");
    }

    bool enqueue_grids() const noexcept {
        const quote_grid::cuda::GridViews<double, float> views{
            problems.data(),
            at<SlopeResult>(out.data(), layout.grids_at()),
            columns.data(),
            starts.data(),
            nullptr,
            at<float>(out.data(), layout.bid_at()),
            at<float>(out.data(), layout.ask_at()),
            count(),
            layout.nodes_max,
            variant};
        return quote_grid::cuda::enqueue_grids(views, count(), stream);
    }

    bool enqueue(Quantiles quantiles, bool timed) const noexcept {
        const particle_filter::StepViews views{at<Observation>(in.data(), 0),
                                               at<Posterior>(out.data(), 0), quantiles};
        return mark(timed, 0) && to_device(in.data(), host_in.data(), layout.in_bytes(), stream) &&
               mark(timed, 1) && particle_filter::cuda::enqueue_step(filter, views, stream) &&
               mark(timed, 2) && enqueue_set_up() && mark(timed, 3) && enqueue_grids() &&
               mark(timed, 4) && to_host(host_out.data(), out.data(), layout.out_bytes(), stream) &&
               mark(timed, 5);
    }

    const particle_filter::cuda::Resident<float>& filter;
    Layout layout;
    GridVariant variant;
    DeviceStream stream;
    DeviceBuffer<Asset> assets;
    DeviceBuffer<std::byte> in;   // observations, inputs
    DeviceBuffer<std::byte> out;  // posteriors, boxes, grids' results, bid and ask offsets
    DeviceBuffer<SlopeProblem<double>> problems;
    DeviceBuffer<int> starts;
    DeviceBuffer<double> columns;
    PinnedBuffer<std::byte> host_in;
    PinnedBuffer<std::byte> host_out;
    std::array<DeviceEvent, 6> events;
    std::vector<DeviceGraph> graphs;  // [timed][quantiles]
};

void ResidentDeleter::operator()(Resident* resident) const noexcept {
    delete resident;
}

Status initialise(std::span<const Asset> assets, int nodes_max,
                  const particle_filter::Filter<float>& filter, ResidentPointer& out) noexcept {
    if (!backend_available(Backend::cuda)) {
        return Status::backend_unavailable;
    }
    try {
        out.reset(new Resident(assets, nodes_max, filter));
    } catch (const std::exception&) {
        return Status::device_failed;
    }
    return Status::ok;
}

Status run(const Resident& device, std::span<const Input> inputs, Quantiles quantiles,
           bool timed) noexcept {
    auto* const observations = at<Observation>(device.host_in.data(), 0);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        observations[i] = inputs[i].observation;
    }
    std::copy(inputs.begin(), inputs.end(),
              at<Input>(device.host_in.data(), device.layout.inputs_at()));
    return status_of(device.graph(quantiles, timed).launch(device.stream) &&
                     device.stream.finish());
}

Results results(const Resident& device) noexcept {
    std::byte* const block = device.host_out.data();
    const Layout& layout = device.layout;
    return {at<Posterior>(block, 0),
            at<HeldBox>(block, layout.boxes_at()),
            at<SlopeResult>(block, layout.grids_at()),
            layout.starts.data(),
            at<float>(block, layout.bid_at()),
            at<float>(block, layout.ask_at())};
}

DeviceTimes times(const Resident& device) noexcept {
    const auto part = [&](std::size_t which) {
        return device.events[which + 1].since_us(device.events[which]);
    };
    return {.in_us = part(0),
            .filter_us = part(1),
            .set_up_us = part(2),
            .grids_us = part(3),
            .out_us = part(4)};
}

}  // namespace maxmin::kernels::step::cuda
